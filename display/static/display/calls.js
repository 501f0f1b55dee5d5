// calls.js: the called numbers: the large tiles of new calls, the list of earlier ones.

import { el, keyed, set, text } from "/static/web/dom.js";
import { ems, fit } from "/static/display/layout.js";

const ARROWS = { right: 0, down: 90, left: 180, ahead: -90, up: -45, back: 135 };

function svg(path, attributes = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  node.append(line);
  return set(node, { viewBox: "0 0 24 24", "aria-hidden": "true", ...attributes });
}

// What stands for the counter: its own sign (5, 12B), or its name where it has no short one.
const sign = (call, pick) => call.label ?? pick(call.counter_name);

/**
 * Draws the calls that stand out (or the last one, quietly) and gives the seqs that had room: one
 * fills the box, several share it in rows that never go below the size the distance asks for.
 */
export function drawHero(list, { calls, fresh, speaking, size, words, pick, second }) {
  const { width, height } = list.getBoundingClientRect();
  const gap = size.rest * 0.25;
  // where a row of number and counter is too wide, one call at a time stands number over counter
  const rows = rowType(calls, width, height, size, words, pick).fits;
  const room = rows ? Math.max(1, Math.floor((height + gap) / (size.number * 1.2 + gap))) : 1;
  let shown = calls.slice(0, room);
  // with a full box the one being spoken keeps its place
  const spoken = calls.find((call) => call.seq === speaking);
  if (spoken && !shown.includes(spoken)) shown = [...shown.slice(0, -1), spoken];
  // a low box has no room for number over counter: they stand side by side
  const single = shown.length === 1 && (!rows || height >= size.number * 2 + size.rest * 0.9);
  const tile = (height - gap * (shown.length - 1)) / (shown.length || 1);
  list.classList.toggle("single", single);
  if (!shown.length) {
    list.replaceChildren();
    return new Set();
  }
  const type = single
    ? singleType(shown[0], width, tile, size, words, pick)
    : rowType(shown, width, tile, size, words, pick);
  list.style.setProperty("--hero-number", `${type.number}px`);
  list.style.setProperty("--hero-counter", `${type.counter}px`);
  for (const name of ["wordless", "compact", "wayless"]) list.classList.toggle(name, Boolean(type[name]));
  keyed(list, shown, (call) => call.seq, () => makeTile(words, second), (node, call) => {
    node.classList.toggle("fresh", fresh.has(call.seq));
    node.classList.toggle("speaking", call.seq === speaking);
    const find = (name) => node.querySelector(name);
    text(find(".hero-number"), call.number);
    text(find(".hero-counter"), sign(call, pick));
    find(".hero-counter").classList.toggle("named", !call.label);
    const to = call.label ? words.to_counter : words.to_place;
    text(find(".to .first"), to[0]);
    if (to[1]) text(find(".to .second"), to[1]);
    set(find(".again"), { hidden: !call.again });
    const turn = ARROWS[call.direction];
    set(find(".arrow"), { hidden: turn === undefined && !type.wordless });
    find(".arrow").style.transform = `rotate(${turn ?? 0}deg)`; // without a word between: to the counter
    text(find(".way"), [pick(call.floor), words[call.direction]?.[0]].filter(Boolean).join("\n"));
  });
  return new Set(shown.map((call) => call.seq));
}

// One call: number over counter, both as large as the box lets them; the way beside the counter.
// Where the panel is small for its distance, the word stands before the counter instead of a line of
// its own, and the way is left to the arrow.
function singleType(call, width, height, size, words, pick) {
  const inner = width - size.rest * 1.4;
  const place = ems(sign(call, pick)) + (call.direction ? 0.85 : 0);
  const compact = size.dense || height < size.number * 2 + size.rest * 3.4;
  const word = compact && call.label ? (ems(words.counter[0], 600) + 0.4) * size.rest : 0;
  const free = height - size.rest * (compact ? 0.9 : 3.4); // labels and air
  const least = call.label ? size.number : size.rest;
  const beside = (way) => Math.min(free * 0.5, (inner - word - way) / place);
  let way = call.floor || call.direction ? size.rest * 4.5 : 0;
  if (beside(way) < least && call.direction) way = 0;
  const counter = Math.max(least, beside(way));
  const number = Math.max(size.number, Math.min(free - counter, inner / ems(call.number)));
  return { number: Math.floor(number), counter: Math.floor(counter), compact, wayless: !way };
}

// Several: number, arrow, counter beside each other.
function rowType(calls, width, height, size, words, pick) {
  const numbers = Math.max(...calls.map((call) => ems(call.number)));
  const places = Math.max(0.6, ...calls.filter((call) => call.label).map((call) => ems(sign(call, pick))));
  const label = ems(words.counter[0]) * size.rest;
  const pads = size.rest * 1.6;
  const wide = (extra) => (width - pads - extra) / (numbers + places + 0.95);
  const wordless = wide(label) < size.number; // no room for the word: the column says it
  const number = Math.floor(Math.max(size.number, Math.min(height / 1.2, wide(wordless ? 0 : label))));
  // as hall.css lays the row out, without its word
  const fits = width - size.rest * 1.1 >= size.number * (numbers * 0.985 + places + 0.7);
  return { number, counter: number, wordless, fits };
}

function makeTile(words, lang) {
  const second = (name, said) => (said ? el("span", { class: `second ${name}`, lang }, said) : null);
  return el("li", { class: "hero-tile" },
    el("p", { class: "label calling" }, el("span", { class: "first" }, words.calling[0]), " ", second("", words.calling[1]),
      el("span", { class: "again", hidden: true }, words.again[0])),
    el("p", { class: "hero-number" }),
    el("p", { class: "label to" }, el("span", { class: "first" }), " ", second("", words.to_counter[1])),
    el("p", { class: "hero-place" },
      svg("M13 5l7 7-7 7-1.8-1.8 3.9-3.9H4v-2.6h11.1l-3.9-3.9z", { class: "arrow" }),
      el("span", { class: "hero-word" }, words.counter[0]),
      el("span", { class: "hero-counter" }),
      el("span", { class: "way" })));
}

/** The pages of earlier calls: {all: [[call…]…], columns, type}. */
export function pagesOf(list, calls, size) {
  const { width, height } = list.getBoundingClientRect();
  const wide = Math.max(3, ...calls.map((call) => ems(call.number) + ems(call.label ?? "88") + 0.5));
  const how = fit({ width, height, count: calls.length || 1, wide, least: size.rest, most: size.rest * 1.9 });
  const a = how.rows * how.columns;
  const all = [];
  for (let i = 0; i < calls.length; i += a) all.push(calls.slice(i, i + a));
  return { all: all.length ? all : [[]], columns: how.columns, rows: how.rows, type: how.size };
}

export function drawPast(list, pages, number, { pick }) {
  list.style.setProperty("--past", `${pages.type}px`);
  list.style.setProperty("--past-rows", pages.columns > 1 ? Math.ceil(pages.all[number].length / 2) : pages.rows);
  list.classList.toggle("two", pages.columns > 1);
  keyed(list, pages.all[number], (call) => call.seq,
    () => el("li", {}, el("b", { class: "past-number" }), el("b", { class: "past-counter" })),
    (node, call) => {
      text(node.querySelector(".past-number"), call.number);
      const place = node.querySelector(".past-counter");
      text(place, sign(call, pick));
      place.classList.toggle("named", !call.label);
    });
}
