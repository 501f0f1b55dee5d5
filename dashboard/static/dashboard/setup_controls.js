// One control a kind of field. Each is {node, input, draw(value)} and calls keep(value) or keep.unset().
import { el, fill, set } from "/static/web/dom.js";

const whole = (typed) => (/^-?\d{1,15}$/.test(typed) ? Number(typed) : typed);
const lines = (typed) => typed.split("\n").map((line) => line.trim()).filter(Boolean);

/** Writes a value in unless somebody types there. */
function put(input, value) {
  if (document.activeElement === input && input.dataset.typing) return;
  if (input.value !== value) input.value = value;
}

function typed(input, keep, read) {
  input.addEventListener("input", () => (input.dataset.typing = "1"));
  input.addEventListener("change", () => {
    delete input.dataset.typing;
    keep(read(input.value));
  });
  return input;
}

const one = (value) => (value === null || value === undefined ? "" : String(value));

function line(field, id, keep, room) {
  const read = (v) => (v.trim() === "" && !field.required ? undefined : field.kind === "number" ? whole(v.trim()) : v.trim());
  const input = typed(el("input", { id, type: "text", autocomplete: "off", spellcheck: "false", inputmode: field.kind === "number" ? "numeric" : null }), keep, read);
  const usual = field.default ?? null;
  if (usual !== null && usual !== "") set(input, { placeholder: usual === true ? room.words.yes : one(usual) });
  return { node: input, input, draw: (value) => put(input, one(value)) };
}

function words(field, id, keep, room) {
  const tongues = room.picture.values.languages ?? ["vi", "en"];
  let now = null;
  const inputs = tongues.map((tongue, at) => {
    const input = el("input", { id: at ? `${id}-${tongue}` : id, type: "text", autocomplete: "off", lang: tongue });
    return typed(input, (value) => {
      const all = typeof now === "object" && now ? { ...now } : now ? { [tongues[0]]: now } : {};
      if (value) all[tongue] = value;
      else delete all[tongue];
      const left = Object.keys(all);
      if (!left.length && !field.required) keep(undefined);
      else if (typeof now === "object" && now && left.includes(tongue)) keep(value, [tongue]);
      else keep(left.length === 1 && left[0] === tongues[0] ? all[tongues[0]] : left.length ? all : "");
    }, (v) => v.trim());
  });
  const node = el("div", { class: "setup-words" }, ...inputs.map((input, at) =>
    el("span", {}, el("label", { for: input.id, class: "setup-tongue" }, tongues[at]), input)));
  return { node, input: inputs[0], inputs, draw(value) {
    now = value ?? null;
    inputs.forEach((input, at) => put(input, one(typeof value === "object" && value ? value[tongues[at]] : at ? "" : value)));
  } };
}

function flag(field, id, keep) {
  const input = el("input", { id, type: "checkbox" });
  input.addEventListener("change", () => keep(input.checked));
  return { node: input, input, inline: true, draw: (value) => (input.checked = (value ?? field.default) === true) };
}

function choice(field, id, keep, room, options) {
  const input = el("select", { id });
  input.addEventListener("change", () => {
    const found = options().find(([key]) => String(key) === input.value);
    keep(input.value === "" && !field.required ? undefined : found ? found[0] : input.value);
  });
  return { node: input, input, draw(value) {
    const known = options();
    const now = one(value);
    const usual = field.default === null || field.default === undefined ? room.words.none : fill(room.words.usual, { value: one(field.default) });
    const all = [["", field.required ? "" : usual], ...known];
    if (now && !known.some(([key]) => String(key) === now)) all.push([now, now]);
    const key = JSON.stringify(all);
    if (input.dataset.all !== key) {
      input.dataset.all = key;
      input.replaceChildren(...all.map(([value, name]) => el("option", { value }, String(name))));
    }
    if (input.value !== now) input.value = now;
  } };
}

function choices(field, id, keep) {
  const boxes = field.choices.map((name, at) => [name, el("input", { id: at ? `${id}-${name}` : id, type: "checkbox" })]);
  let now = [];
  for (const [name, box] of boxes)
    box.addEventListener("change", () => keep(box.checked ? [...now, name] : now.filter((n) => n !== name)));
  const node = el("div", { class: "setup-boxes" }, ...boxes.map(([name, box]) => el("label", { class: "choice" }, box, ` ${name}`)));
  return { node, input: boxes[0][1], group: true, draw(value) {
    now = Array.isArray(value) ? value : field.default ?? [];
    for (const [name, box] of boxes) box.checked = now.includes(name);
  } };
}

/** Ids one after the other: each can go, another is added by name. */
function refs(field, id, keep, room, options) {
  const list = el("ul", { class: "setup-refs" });
  const input = el("select", { id });
  let now = [];
  input.addEventListener("change", () => {
    if (input.value) keep([...now, input.value]);
    input.value = "";
  });
  return { node: el("div", {}, list, input), input, draw(value) {
    now = Array.isArray(value) ? value.map(String) : [];
    const names = new Map(options().map(([key, name]) => [String(key), name]));
    list.replaceChildren(...now.map((key, at) => el("li", {}, el("span", {}, names.get(key) ?? key),
      el("button", { type: "button", "aria-label": `${room.words.remove}: ${key}`, disabled: !room.setting.may, onclick: () => {
        keep(now.filter((_, n) => n !== at));
        input.focus();
      } }, "×"))));
    input.replaceChildren(el("option", { value: "" }, `${room.words.add}…`),
      ...[...names].filter(([key]) => !now.includes(key)).map(([value, name]) => el("option", { value }, name)));
  } };
}

function many(field, id, keep, room, split, join) {
  const input = el("textarea", { id, rows: 3, spellcheck: "false" });
  typed(input, keep, (v) => (v.trim() === "" && !field.required ? undefined : split(v)));
  return { node: input, input, draw(value) {
    put(input, value === null || value === undefined ? "" : join(value));
    set(input, { rows: Math.min(14, Math.max(2, input.value.split("\n").length)) });
  } };
}

function sessions(field, id, keep) {
  const input = typed(el("input", { id, type: "text", autocomplete: "off", placeholder: "7:30-11:30, 13:30-17:00" }), keep,
    (v) => (v.trim() ? v.split(",").map((part) => part.trim()).filter(Boolean) : undefined));
  return { node: input, input, draw: (value) => put(input, Array.isArray(value) ? value.join(", ") : one(value)) };
}

const pairs = (typed) => Object.fromEntries(lines(typed).map((row) => {
  const at = row.indexOf("=");
  return at < 0 ? [row, ""] : [row.slice(0, at).trim(), row.slice(at + 1).trim()];
}));

/** The control of a field. `options()` gives [id, name] of what a reference may point at. */
export function control(field, id, keep, room, options) {
  if (field.kind === "text") return words(field, id, keep, room);
  if (field.kind === "flag") return flag(field, id, keep);
  if (field.kind === "choice") return choice(field, id, keep, room, () => field.choices.map((c) => [c, c]));
  if (field.kind === "ref") return choice(field, id, keep, room, options);
  if (field.kind === "refs") return refs(field, id, keep, room, options);
  if (field.kind === "choices") return choices(field, id, keep);
  if (field.kind === "sessions") return sessions(field, id, keep);
  if (field.kind === "mapping") return many(field, id, keep, room, pairs, (v) => (typeof v === "object" ? Object.entries(v).map(([k, said]) => `${k} = ${said}`).join("\n") : String(v)));
  if (field.kind === "list" || field.kind === "order") return many(field, id, keep, room, (v) => lines(v).map((x) => (field.of === "number" ? whole(x) : x)), (v) => (Array.isArray(v) ? v.join("\n") : String(v)));
  return line(field, id, keep, room);
}

/** What may be written there, in short: unit, limits, choices. */
export function hint(field, words) {
  const out = [];
  const unit = { span: words.unit_span, sessions: words.unit_sessions, day: words.unit_day, clock: words.unit_clock, list: words.unit_list, mapping: words.unit_mapping }[field.kind];
  if (unit) out.push(unit);
  if (field.kind === "order") out.push(fill(words.unit_order, { choices: field.choices.join(", ") }));
  if (field.kind === "number" && field.min !== undefined && field.max !== undefined) out.push(fill(words.from_to, field));
  return out.join(" ");
}

