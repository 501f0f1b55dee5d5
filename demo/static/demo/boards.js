// The virtual LED boards: what a person would see on each, and what can go wrong with their line.
import { get, post } from "/static/web/api.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const EVERY = 300; // ms

function card(line) {
  const button = (act) => el("button", { type: "button", "data-act": act, onclick: () => send(line.id, act) }, words.acts[act]);
  return el("li", { class: "card" }, el("h3"), el("p", { class: "soft" }), el("ul", { class: "led-boards" }),
    el("p", { class: "virtual-keys" }, el("button", { type: "button", class: "virtual-plug" }), ...Object.keys(words.acts).map(button)),
    el("ol", { class: "led-log" }));
}

function draw(li, line) {
  const [title, kind, boards, acts, log] = li.children;
  text(title, setting.names[line.id] ?? line.id);
  text(kind, `${line.id} · ${words.kinds[line.kind] ?? line.kind} · ${fill(words.lost_frames, { n: line.lost })}`);
  set(li, { "data-plugged": line.plugged });
  keyed(boards, line.boards, (b) => b.address, () => el("li", {}, el("span", { class: "led-face", role: "img" }), el("span")), (row, b) => {
    text(row.children[0], b.shows.padEnd(b.places).slice(0, b.places));
    set(row.children[0], { "data-blinking": b.blinking && b.shows.trim() !== "", "aria-label": b.shows.trim() || words.dark });
    text(row.children[1], setting.counters[b.counter] ?? b.counter);
  });
  const plug = acts.children[0];
  text(plug, line.plugged ? words.unplug : words.plug);
  plug.onclick = () => send(line.id, line.plugged ? "unplug" : "plug");
  for (const button of acts.querySelectorAll("[data-act]"))
    set(button, { "aria-pressed": String(line.faults.includes(button.dataset.act)), "data-there": line.faults.includes(button.dataset.act) });
  keyed(log, line.frames.map((hex, i) => ({ hex, i })), (f) => f.i, () => el("li", {}, el("code", { class: "led-hex" })), (row, f) => text(row.children[0], f.hex));
}

async function send(id, act) {
  try {
    await post(`/demo/boards/${encodeURIComponent(id)}/line`, { act }, { patience: 2000 });
    await look();
  } catch (error) {
    lost(error);
  }
}

async function look() {
  try {
    const { lines } = await get("/demo/boards");
    keyed($("lines"), lines, (line) => line.id, card, draw);
    $("wrong").hidden = true;
  } catch (error) {
    lost(error);
  }
}

function lost(error) {
  text($("wrong"), `${words.lost} (${error.code ?? error})`);
  $("wrong").hidden = false;
}

for (;;) {
  await look();
  await new Promise((again) => setTimeout(again, EVERY));
}
