// Making and keeping elements from data, never by parsing HTML. Shared by the stations' pages.

/** An element: el("p", {class: "x", "data-id": 3, onclick: fn}, "text", child, null). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  set(node, attributes);
  node.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

/** Attributes by name; false, null and undefined take one away; on… are listeners. */
export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === false || value === null || value === undefined) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : value);
  }
  return node;
}

/** Text of a node, touched only when it changes (live regions speak on every touch). */
export function text(node, words) {
  const now = words === null || words === undefined ? "" : String(words);
  if (node.textContent !== now) node.textContent = now;
  return node;
}

/**
 * The children of `parent`, one for each item, kept by key so that focus and open menus stay.
 * `make(item)` makes a node; `draw(node, item)` fills it, at once and at every later picture.
 */
export function keyed(parent, items, key, make, draw = () => {}) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    let node = old.get(name);
    old.delete(name);
    if (!node) {
      node = make(item);
      node.dataset.key = name;
    }
    draw(node, item);
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  for (const node of old.values()) node.remove();
}

/** 65 s → "1:05"; an hour and more → "1:02:05". */
export function clock(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const h = Math.floor(s / 3600);
  return h ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

/** A page's words, from its <script type="application/json" id="…">. */
export const data = (id) => JSON.parse(document.getElementById(id).textContent);

/** "Gọi {number}" with {number: "A025"}. */
export const fill = (words, values = {}) =>
  words.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
