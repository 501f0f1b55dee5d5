// A section's form: fields, groups of fields, rows that are added, copied, moved and removed.
import { el, fill, set, text } from "/static/web/dom.js";
import { control, hint } from "/static/dashboard/setup_controls.js";

const key = (path) => path.join(".");
const idOf = (path) => `f-${key(path)}`;

/** The view of one section. Its fields are drawn anew with each picture; nothing typed is lost. */
export function sectionView(room, section, body, wanted) {
  const { words, setting } = room;
  const drawn = []; // functions that draw one thing each
  const open = new Set([...(wanted.length > 1 ? [`${section.key}.${wanted[1]}`] : [])]);
  if (wanted.length > 2) for (let n = 2; n <= wanted.length; n += 1) open.add(wanted.slice(0, n).join("."));
  let shape = "";
  let after = null; // path of what is to be focused once the rows are drawn

  const name = (row) => (typeof row?.name === "object" && row.name ? Object.values(row.name)[0] : row?.name) ?? row?.reason?.vi ?? row?.reason ?? "";
  const label = (row, at) => [row?.id ?? row?.date ?? row?.from ?? row?.code ?? row?.counter ?? `#${at + 1}`, name(row)].filter((x) => x !== "" && x !== null).join(" · ");
  const options = (into) => () => into.flatMap((other) => (room.picture.values[other] ?? []).map((row) =>
    (typeof row === "object" ? [String(row?.id ?? ""), `${label(row, 0)}`] : [row, row])));
  const wrongs = (path) => room.picture.mistakes.filter((m) => path.every((step, at) => String(m.path[at]) === String(step)));

  function one(field, path) {
    if (field.kind === "rows") return rows(field, path);
    if (field.kind === "group" || field.kind === "options") return group(field, path);
    const id = idOf(path);
    const keep = (value, deeper = []) => room.edit(value === undefined ? { op: "unset", path } : { op: "set", path: [...path, ...deeper], value });
    const guard = (value, deeper) => {
      if (value === undefined && room.value(path) === undefined) return null;
      return keep(value, deeper);
    };
    const made = control(field, id, guard, room, options(field.into ?? []));
    const error = el("p", { class: "setup-error", id: `${id}-error` });
    const kept = field.kept || room.form.kept.includes(key(path));
    const help = [field.help, hint(field, words), kept && words.kept, field.restart && words.restart_field].filter(Boolean).join(" · ");
    const said = el("p", { class: "setup-help", id: `${id}-help` }, help);
    const title = made.group ? el("span", { class: "setup-label", id: `${id}-label` }, field.label) : el("label", { class: "setup-label", for: id }, field.label);
    if (field.required) title.append(" ", el("span", { class: "setup-needed" }, `(${words.needed})`));
    if (made.group) set(made.node, { role: "group", "aria-labelledby": `${id}-label` });
    for (const input of made.inputs ?? [made.input]) set(input, { "aria-describedby": `${id}-error ${id}-help`, disabled: !setting.may || kept });
    for (const box of made.node.querySelectorAll?.("input,select") ?? []) set(box, { disabled: !setting.may || kept });
    drawn.push(() => {
      made.draw(room.value(path));
      const mine = wrongs(path);
      text(error, mine.map((m) => m.text).join(" · "));
      set(error, { hidden: !mine.length });
      for (const input of made.inputs ?? [made.input]) set(input, { "aria-invalid": mine.length ? "true" : null });
      set(made.node.parentNode, { "data-wrong": mine.length ? "" : null });
    });
    return el("div", { class: `setup-field${made.inline ? " setup-inline" : ""}` }, title, made.node, error, said);
  }

  function group(field, path) {
    const legend = el("legend", {}, field.label);
    const error = el("p", { class: "setup-error" });
    const box = el("fieldset", { class: "setup-group", id: idOf(path), tabindex: "-1" }, legend, field.help ? el("p", { class: "setup-help" }, field.help) : null, error);
    drawn.push(() => {
      const mine = wrongs(path).filter((m) => m.path.length === path.length);
      text(error, mine.map((m) => m.text).join(" · "));
      set(error, { hidden: !mine.length });
    });
    const now = room.value(path);
    if (field.kind === "options") {
      const driver = room.value([...path.slice(0, -1), "driver"]);
      box.append(...(room.form.options[path[0]]?.[driver] ?? []).map((f) => one(f, [...path, f.key])));
      return box;
    }
    if (field.optional && (now === null || now === undefined)) {
      box.append(el("button", { type: "button", disabled: !setting.may, onclick: () => room.edit({ op: "set", path, value: {} }) }, words.add));
      return box;
    }
    // a series may be its letters alone
    const short = typeof now === "string" || typeof now === "number";
    box.append(...(short ? [one({ ...field.fields[0], required: field.required }, path)] : field.fields.map((f) => one(f, [...path, f.key]))));
    if (field.optional) box.append(el("button", { type: "button", disabled: !setting.may, onclick: () => room.edit({ op: "unset", path }) }, words.unset));
    return box;
  }

  function rows(field, path) {
    const list = room.value(path) ?? [];
    const found = Array.isArray(list) ? list : [];
    const box = el("fieldset", { class: "setup-group setup-rows", id: idOf(path), tabindex: "-1" }, el("legend", {}, `${field.label} (${found.length})`));
    const error = el("p", { class: "setup-error" });
    drawn.push(() => {
      const mine = wrongs(path).filter((m) => m.path.length === path.length);
      text(error, mine.map((m) => m.text).join(" · "));
      set(error, { hidden: !mine.length });
    });
    box.append(error);
    const items = found.map((row, at) => item(field, [...path, at], row, at, found.length));
    if (found.length > 8) {
      const wish = el("input", { type: "search", id: `${idOf(path)}-find`, autocomplete: "off" });
      wish.addEventListener("input", () => items.forEach((node, at) => set(node, { hidden: !label(found[at], at).toLowerCase().includes(wish.value.trim().toLowerCase()) })));
      box.append(el("label", { class: "setup-find" }, words.filter, " ", wish));
    }
    box.append(el("ol", { class: "setup-list" }, ...items));
    if (setting.may) {
      const add = el("button", { type: "button", id: `${idOf(path)}-add` }, words.add);
      add.addEventListener("click", async () => {
        const first = field.fields.some((f) => f.key === "id") ? { id: fresh(found, "moi") } : {};
        for (const f of field.fields) if (f.required && f.kind !== "id" && !(f.key in first)) first[f.key] = start(f);
        const at = [...path, found.length];
        open.add(key(at));
        after = [...at, field.fields[0].key];
        await room.edit({ op: "add", path, value: first });
      });
      box.append(add);
    }
    return box;
  }

  /** A first value that the check will ask about, not guess. */
  const start = (f) => (f.kind === "refs" || f.kind === "rows" ? [] : f.kind === "group" ? {} : f.default ?? "");
  const fresh = (found, word) => {
    let n = 1;
    while (found.some((row) => String(row?.id) === `${word}-${n}`)) n += 1;
    return `${word}-${n}`;
  };

  function item(field, path, row, at, all) {
    const title = el("span", { class: "setup-row-name" }, label(row, at));
    const marks = el("span", { class: "setup-n" });
    const summary = el("summary", { id: `${idOf(path)}-row` }, title, " ", marks);
    const details = el("details", { open: open.has(key(path)) }, summary);
    const inside = () => {
      if (details.children.length > 1) return;
      const before = drawn.length;
      details.append(el("div", { class: "setup-fields" }, ...field.fields.map((f) => one(f, [...path, f.key]))), setting.may ? acts(field, path, row, at, all) : "");
      drawn.slice(before).forEach((draw) => draw());
    };
    details.addEventListener("toggle", () => {
      if (!details.open) return void open.delete(key(path));
      open.add(key(path));
      inside();
    });
    if (details.open) inside();
    drawn.push(() => {
      text(title, label(room.value(path), at));
      text(marks, wrongs(path).length || "");
    });
    return el("li", {}, details);
  }

  function acts(field, path, row, at, all) {
    const list = path.slice(0, -1);
    const button = (said, fn, more = {}) => el("button", { type: "button", onclick: fn, ...more }, said);
    const move = (to) => () => {
      open.delete(key(path));
      open.add(key([...list, to]));
      after = [...list, to];
      return room.edit({ op: "move", path, to });
    };
    const remove = button(words.remove, async () => {
      if (!remove.dataset.sure) {
        remove.dataset.sure = "1";
        text(remove, fill(words.sure_remove, { name: label(room.value(path), at) }));
        return;
      }
      open.delete(key(path));
      after = list;
      await room.edit({ op: "remove", path });
    });
    return el("p", { class: "setup-acts" },
      button(words.up, move(at - 1), { disabled: at === 0 }), button(words.down, move(at + 1), { disabled: at === all - 1 }),
      button(words.copy, () => {
        const copy = structuredClone(room.value(path));
        if (copy?.id !== undefined) copy.id = fresh(room.value(list), String(copy.id).slice(0, 30));
        open.add(key([...list, at + 1]));
        after = [...list, at + 1];
        return room.edit({ op: "add", path: list, value: copy, to: at + 1 });
      }), remove);
  }

  /** What rows, groups and drivers there are: while that stays, fields are drawn in place. */
  function shapeOf(value, deep = 0) {
    if (Array.isArray(value)) return value.map((v) => (typeof v === "object" && v ? [v.id ?? v.date ?? v.from ?? v.code ?? v.counter ?? 0, v.driver ?? 0, shapeOf(v, deep + 1)] : 0));
    if (value && typeof value === "object" && deep < 6) return Object.entries(value).map(([k, v]) => (v && typeof v === "object" ? [k, Array.isArray(v) && typeof v[0] !== "object" ? 0 : shapeOf(v, deep + 1)] : k === "series" || v === null ? [k, v === null] : 0));
    return 0;
  }

  function make() {
    drawn.length = 0;
    const top = { key: section.key, label: section.label, kind: "rows", fields: section.fields, help: "" };
    const fields = section.rows ? [rows(top, [section.key])]
      : section.key === "languages" ? [one(section.fields[0], ["languages"])]
      : section.fields.map((f) => one(f, [section.key, f.key]));
    body.replaceChildren(el("div", { class: "setup-fields" }, ...fields));
  }

  const focusOn = (path) => {
    for (let n = path.length; n > 0; n -= 1) {
      const id = idOf(path.slice(0, n));
      const node = document.getElementById(id) ?? document.getElementById(`${id}-row`);
      if (node) {
        node.focus();
        node.scrollIntoView({ block: "center" });
        return true;
      }
    }
    return false;
  };

  return {
    draw() {
      const now = JSON.stringify(shapeOf(room.value([section.key])));
      if (now !== shape) {
        const focused = document.activeElement?.id;
        shape = now;
        make();
        if (after === null && focused) document.getElementById(focused)?.focus();
      }
      drawn.forEach((draw) => draw());
      if (after) focusOn(after);
      after = null;
    },
    focus: (path) => path.length > 1 && focusOn(path),
  };
}
