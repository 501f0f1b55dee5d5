// The set-up's other views: the changes and apply, the file as text, the history.
import { get } from "/static/web/api.js";
import { el, fill, set } from "/static/web/dom.js";

const SIGNS = { "+": "+", "-": "−", " ": " ", "@": "…" };

/** Changed lines, each with its sign in words for who does not see colours. */
export function diffNode(lines, words) {
  if (!lines.length) return el("p", { class: "soft" }, words.nothing_changed);
  return el("pre", { class: "setup-diff", tabindex: "0", role: "region", "aria-label": words.lines }, ...lines.map((row) =>
    el("span", { "data-sign": row.sign }, `${SIGNS[row.sign]} ${row.sign === "@" ? fill(words.line, { n: row.line }) : row.text}\n`)));
}

/** Changed values, in words: the labels of the fields, the names of the rows. */
export function changesNode(changes, room) {
  const { words, form } = room;
  const label = (path) => {
    const section = form.sections.find((s) => s.key === path[0]);
    const out = [section?.label ?? path[0]];
    let fields = section?.fields ?? [];
    for (const step of path.slice(1)) {
      const field = fields.find((f) => f.key === step);
      out.push(field?.label ?? step);
      if (field?.fields) fields = field.fields;
    }
    return out.join(" › ");
  };
  const said = (v) => (v === "" || v === undefined ? words.none : v.length > 160 ? `${v.slice(0, 160)}…` : v);
  if (!changes.length) return el("p", { class: "soft" }, words.nothing_changed);
  return el("ul", { class: "setup-changes" }, ...changes.map((c) =>
    el("li", {}, fill(words[c.what], { where: label(c.path), old: said(c.old), new: said(c.new) }))));
}

export function applyView(body, room) {
  const { words, setting } = room;
  const changes = el("div");
  const lines = el("div");
  const why = el("input", { id: "why", type: "text", maxlength: "300", autocomplete: "off" });
  const button = el("button", { type: "submit", class: "main" }, words.apply);
  const form = el("form", { class: "setup-apply" }, el("label", { for: "why" }, words.why), why, button);
  let shown = null;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    set(button, { "aria-disabled": "true" });
    const done = await room.ask("/setup/apply", why.value.trim() ? { why: why.value.trim() } : {});
    set(button, { "aria-disabled": null });
    if (!done) return;
    why.value = "";
    await room.reload();
    room.say(done.changed ? words.applied : words.applied_same);
  });
  body.append(el("h3", {}, words.by_values), changes, el("h3", {}, words.lines), lines, ...(setting.may ? [form] : []));
  return {
    async draw() {
      const { picture } = room;
      changes.replaceChildren(changesNode(picture.changes, room));
      set(form, { hidden: !picture.draft && !picture.by_hand });
      if (shown === `${picture.rev}/${picture.draft?.at}`) return;
      shown = `${picture.rev}/${picture.draft?.at}`;
      const found = await get("/setup/text").catch(() => null);
      if (found) lines.replaceChildren(diffNode(found.diff, words));
    },
  };
}

export function textView(body, room) {
  const { words, setting } = room;
  const area = el("textarea", { id: "whole", rows: 30, spellcheck: "false", autocomplete: "off", wrap: "off", readonly: !setting.may });
  const save = el("button", { type: "submit", class: "main", hidden: !setting.may }, words.keep_text);
  const form = el("form", { class: "setup-text" }, el("label", { for: "whole" }, words.whole), area, save);
  let shown = null;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await room.ask("/setup/text", { text: area.value })) room.say(words.text_saved);
  });
  body.append(form);
  return {
    async draw() {
      if (shown === room.picture.rev) return;
      shown = room.picture.rev;
      const found = await get("/setup/text").catch(() => null);
      if (found) area.value = found.text;
    },
    /** The line of a mistake in the text. */
    focus: () => false,
  };
}

export function historyView(body, room) {
  const { words, setting } = room;
  const list = el("ol", { class: "setup-history" });
  const more = el("button", { type: "button", hidden: true }, words.more);
  const nothing = el("p", { class: "soft", hidden: true }, words.history_none);
  let last = null;
  let begun = false;
  const load = async () => {
    const found = await get(`/setup/history?limit=20${last ? `&before=${last}` : ""}`).catch((error) => room.wrong(room.why(error)));
    if (!found) return;
    list.append(...found.changes.map(row));
    last = found.changes.at(-1)?.seq ?? last;
    set(more, { hidden: found.changes.length < 20 });
    set(nothing, { hidden: list.children.length > 0 });
  };
  const row = (change) => {
    const inside = el("div", {});
    const revert = el("button", { type: "button", disabled: !change.text, hidden: !setting.may, onclick: async () => {
      if (await room.ask(`/setup/history/${change.seq}/draft`)) {
        location.hash = "#changes";
        room.say(words.reverted);
      }
    } }, words.revert);
    const show = el("details", {}, el("summary", {}, words.show), inside);
    show.addEventListener("toggle", async () => {
      if (!show.open || inside.children.length) return;
      const found = await get(`/setup/history/${change.seq}`).catch((error) => room.wrong(room.why(error)));
      if (!found) return;
      inside.append(changesNode(found.changes, room), diffNode(found.diff, words));
    });
    return el("li", { class: "card" }, el("p", {}, el("strong", {}, room.at(change.at)), ` · ${change.officer ?? words.the_hall} · #${change.seq}`),
      change.why ? el("p", {}, change.why) : null, change.text ? null : el("p", { class: "soft" }, words.no_text), show, el("p", { class: "setup-acts" }, revert));
  };
  more.addEventListener("click", load);
  body.append(nothing, list, more);
  return {
    draw() {
      if (!begun) load();
      begun = true;
    },
  };
}

