// The set-up: the draft's state, its edits one after the other, the views by their #.
import { get, newKey, post } from "/static/web/api.js";
import { data, el, fill, set, text } from "/static/web/dom.js";
import { applyView, historyView, textView } from "/static/dashboard/setup_views.js";
import { sectionView } from "/static/dashboard/setup_fields.js";
import { importView } from "/static/dashboard/setup_import.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const PATIENCE = 60_000; // ms: a check of thousands of procedures takes a second, a busy machine's more
const time = new Intl.DateTimeFormat(setting.lang === "vi" ? "vi-VN" : "en-GB", { dateStyle: "short", timeStyle: "short", timeZone: setting.zone });

/** What the views share. `waiting` edits go out together, one request at a time. */
export const room = {
  setting, words, form: null, picture: null, view: null,
  at: (when) => time.format(new Date(when)),
  value: (path) => path.reduce((here, step) => here?.[step], room.picture.values),
  /** Keeps an edit in the draft; resolves when the server has it. */
  edit(...edits) {
    waiting.push(...edits);
    flushing ??= flush().finally(() => (flushing = null));
    return flushing;
  },
  /** A POST of the set-up, its picture shown. null: it did not work, and the page says why. */
  async ask(path, body = {}) {
    if (flushing) await flushing;
    return send(path, { rev: room.picture.rev, ...body });
  },
  say: (words) => text($("state"), words),
  wrong: (words) => text($("wrong"), words),
  why,
  reload: async () => show(await get("/setup")),
};
const waiting = [];
let flushing = null;

async function flush() {
  while (waiting.length) {
    text($("state"), words.saving);
    const edits = waiting.splice(0, 200);
    if (await send("/setup/draft", { rev: room.picture.rev, edits })) text($("state"), words.saved);
  }
}

async function send(path, body) {
  text($("wrong"), "");
  try {
    const answer = await post(path, body, { key: newKey(), patience: PATIENCE, each: PATIENCE });
    if (answer?.values) show(answer);
    return answer ?? {};
  } catch (error) {
    waiting.length = 0;
    text($("wrong"), why(error));
    if (["draft_changed", "unknown_place", "cannot_write"].includes(error.code)) await room.reload();
    if (error.diff) room.outside = error.diff;
    if (error.code === "base_changed" || error.code === "mistakes") await room.reload();
    return null;
  }
}

function why(error) {
  if (error.status === 401) return words.expired;
  for (const kind of ["services", "counters", "printers"])
    if (error[kind]) return fill(words.codes[kind], { counts: Object.entries(error.counts).map(([id, n]) => `${id} (${n})`).join(", ") });
  if (error.code === "cannot_write" || !words.codes[error.code]) return fill(words.failed, { why: error.detail ?? error.code });
  return fill(words.codes[error.code], { devices: (error.devices ?? []).join(", ") });
}

function show(picture) {
  room.picture = picture;
  const { draft, changes, mistakes } = picture;
  set($("setup"), { "data-state": draft ? "draft" : "file" });
  if (!flushing) text($("state"), !draft ? words.draft_none : draft.same ? words.draft_same : fill(words.draft_open, { n: changes.length || 1 }));
  text($("n-changes"), draft && !draft.same ? changes.length || "●" : "");
  const notes = [
    !setting.may && words.read_only, picture.demo && words.demo, picture.by_hand && words.by_hand,
    draft?.base_changed && words.base_changed,
    ...picture.others.map((o) => fill(words.others, { officer: o.officer, at: room.at(o.at) })),
    picture.restart.length && fill(words.restart, { names: picture.restart.join(", ") }),
  ].filter(Boolean);
  $("notes").replaceChildren(...notes.map((note) => el("li", {}, note)));
  set($("discard"), { hidden: !draft || !setting.may });
  set($("see"), { hidden: !setting.may || !(draft || picture.by_hand) });
  for (const id of ["join", "anew"]) set($(id), { hidden: !draft?.base_changed || !setting.may });
  text($("mistakes-title"), mistakes.length ? fill(words.mistakes, { n: mistakes.length }) : words.mistakes_none);
  $("mistakes").replaceChildren(...mistakes.map((m) => said(m)), ...picture.warnings.map((m) => said(m, true)));
  for (const link of $("sections").querySelectorAll("a")) {
    const n = mistakes.filter((m) => m.path[0] === link.dataset.section).length;
    text(link.querySelector(".setup-n"), n || "");
  }
  room.view?.draw();
}

function said(m, warning = false) {
  const line = m.line ? ` (${fill(words.line, { n: m.line })})` : "";
  const link = m.path.length ? el("a", { href: `#${m.path.join("/")}` }, m.where) : m.where;
  return el("li", { "data-warning": warning || null }, warning ? `${words.warnings}: ` : "", link, line, `: ${m.text}`);
}

/** The view the address names: a section with perhaps a row and a field, or one of the others. */
function go(focus = true) {
  const path = decodeURIComponent(location.hash.slice(1)).split("/").filter(Boolean);
  const name = path[0] ?? "hall";
  const section = room.form.sections.find((s) => s.key === name);
  const views = { changes: applyView, text: textView, import: importView, history: historyView };
  const make = section ? (body) => sectionView(room, section, body, path) : views[name] ?? views.changes;
  const link = document.querySelector(`.setup-nav a[href="#${CSS.escape(name)}"]`);
  for (const a of document.querySelectorAll(".setup-nav a")) set(a, { "aria-current": a === link ? "page" : null });
  text($("title"), section ? section.label : link?.firstChild.textContent.trim());
  const body = el("div", { id: "body" });
  $("body").replaceWith(body);
  room.view = section || views[name] ? make(body, room) : views.changes(body, room);
  room.view.draw();
  if (focus && !room.view.focus?.(path)) $("view").focus({ preventScroll: path.length < 2 });
}

$("discard").addEventListener("click", async () => (await room.ask("/setup/discard")) && (go(false), room.say(words.discarded)));
$("join").addEventListener("click", async () => (await room.ask("/setup/rebase", { keep: "both" })) && (go(false), room.say(words.joined)));
$("anew").addEventListener("click", async () => (await room.ask("/setup/rebase", { keep: "file" })) && go(false));
addEventListener("hashchange", () => go());
addEventListener("beforeunload", (event) => (flushing ? event.preventDefault() : null));

try {
  [room.form, room.picture] = await Promise.all([get("/setup/form"), get("/setup")]);
  $("sections").replaceChildren(...room.form.sections.map((s) =>
    el("li", {}, el("a", { href: `#${s.key}`, "data-section": s.key }, s.label, " ", el("span", { class: "setup-n" })))));
  show(room.picture);
  go(false);
} catch (error) {
  text($("wrong"), why(error));
}
