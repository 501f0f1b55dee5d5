// Import: a sheet is chosen, its columns named, its fields led to services, its rows taken.
import { post, newKey } from "/static/web/api.js";
import { el, fill, set, text } from "/static/web/dom.js";

const SLOW = { patience: 120_000, each: 120_000 };

export function importView(body, room) {
  const { words, setting } = room;
  const what = el("select", { id: "what" }, ...["procedures", "services"].map((w) => el("option", { value: w }, words[`import_${w}`])));
  const file = el("input", { id: "sheet", type: "file", accept: ".csv,.txt,.xlsx" });
  const busy = el("p", { role: "status" });
  const bar = el("progress", { hidden: true, "aria-label": words.import_busy });
  const inside = el("div", {});
  let columns = {};
  let lead = null;
  let rest = null;

  const ask = async (path, more) => {
    text(busy, words.import_busy);
    set(bar, { hidden: false });
    room.wrong("");
    try {
      return await post(path, more, { key: newKey(), ...SLOW });
    } catch (error) {
      room.wrong(room.why(error));
      return null;
    } finally {
      text(busy, "");
      set(bar, { hidden: true });
    }
  };

  async function choose() {
    inside.replaceChildren();
    if (!file.files.length) return;
    const bytes = new Uint8Array(await file.files[0].arrayBuffer());
    let binary = "";
    for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    const read = await ask("/setup/import", { what: what.value, data: btoa(binary) });
    if (!read) return;
    ({ columns } = read);
    lead = rest = null;
    await look();
  }

  async function look() {
    const found = await ask("/setup/import/look", { columns, rest, ...(lead ? { lead } : {}) });
    if (!found) return;
    lead = Object.fromEntries(found.fields.map((f) => [f.field, f.service]));
    const focus = document.activeElement?.id;
    inside.replaceChildren(...parts(found));
    if (focus) document.getElementById(focus)?.focus();
  }

  function parts(found) {
    const counts = el("p", { role: "status", id: "counts" }, fill(words.import_counts, found));
    const pick = el("fieldset", { class: "setup-group" }, el("legend", {}, words.import_columns), ...Object.entries(found.columns).map(([use, at]) => {
      const input = el("select", { id: `col-${use}` }, el("option", { value: "" }, words.none), ...found.header.map((name, n) => el("option", { value: n, selected: n === at }, name || `#${n + 1}`)));
      input.addEventListener("change", () => {
        columns[use] = input.value === "" ? null : Number(input.value);
        if (use === "field") lead = null;
        look();
      });
      return el("div", { class: "setup-field" }, el("label", { for: input.id }, words.columns[use] ?? use), input);
    }));
    const services = (id, now, keep) => {
      const input = el("select", { id }, el("option", { value: "" }, words.import_none), ...found.services.map(([value, name]) => el("option", { value, selected: value === now }, name)));
      input.addEventListener("change", () => (keep(input.value || null), look()));
      return input;
    };
    const fields = found.fields.length ? el("fieldset", { class: "setup-group setup-lead" }, el("legend", {}, words.import_map),
      el("div", { class: "setup-field" }, el("label", { for: "rest" }, words.import_rest), services("rest", rest, (v) => (rest = v))),
      ...found.fields.map((f, n) => el("div", { class: "setup-field" }, el("label", { for: `lead-${n}` }, `${f.field || "–"} (${f.rows})`), services(`lead-${n}`, f.service, (v) => (lead[f.field] = v))))) : null;
    const take = el("button", { type: "button", class: "main", disabled: !found.taken || !setting.may }, words.import_take);
    take.addEventListener("click", async () => {
      const done = await room.ask("/setup/import/take", { columns, rest, lead });
      if (!done) return;
      location.hash = "#changes";
      room.say(fill(words.import_done, { n: found.taken }));
    });
    const refused = found.refusals.length ? el("details", { class: "setup-refused" }, el("summary", {}, fill(words.import_refused, { n: found.refused })),
      el("p", {}, el("a", { href: "/setup/import/refused.csv", download: "refused.csv" }, words.import_report)),
      el("ul", {}, ...found.refusals.map((r) => el("li", {}, fill(words.import_row, { line: r.line, why: r.why }))))) : null;
    const sample = el("ul", { class: "setup-sample" }, ...found.sample.map((row) => el("li", {}, [row.code ?? row.id, typeof row.name === "object" ? row.name.vi : row.name, row.service ?? row.group].join(" · "))));
    return [counts, pick, fields, refused, el("h3", {}, words.import_sample), sample, el("p", { class: "setup-acts" }, take)].filter(Boolean);
  }

  file.addEventListener("change", choose);
  what.addEventListener("change", choose);
  set(file, { disabled: !setting.may });
  body.append(el("p", {}, words.import_help), el("div", { class: "setup-field" }, el("label", { for: "what" }, words.import_what), what),
    el("div", { class: "setup-field" }, el("label", { for: "sheet" }, words.import_file), file), busy, bar, inside);
  return { draw() {} };
}
