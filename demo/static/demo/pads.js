// The virtual pads: keys to press, lamps and digits as the pad reads them, the bytes of its line.
import { get, post } from "/static/web/api.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const EVERY = 400; // ms

const meaning = (kind, word) => (kind === "call" ? words.verbs[word] ?? word : fill(words.score, { n: word }));

function card(pad) {
  const act = (path, body) => () => send(`/demo/pads/${encodeURIComponent(pad.id)}/${path}`, body);
  return el("li", { class: "card" }, el("h3"), el("p", { class: "virtual-line soft" }),
    el("p", { class: "virtual-face" }, el("span", { class: "virtual-lamp" }), el("span"), el("code", { class: "virtual-digits" }), el("small")),
    el("p", { class: "virtual-keys" }, ...pad.keys.map(([key, word]) => el("button", { type: "button", onclick: act("press", { key }) }, el("kbd", {}, key), ` ${meaning(pad.kind, word)}`))),
    el("p", { class: "virtual-keys" }, el("button", { type: "button", class: "virtual-plug" }), el("button", { type: "button", onclick: act("line", { act: "noise" }) }, words.noise)),
    el("ol", { class: "virtual-log" }));
}

function draw(li, pad) {
  const [title, line, face, keys, acts, log] = li.children;
  text(title, `${words.kinds[pad.kind]} · ${setting.counters[pad.counter] ?? pad.counter}`);
  text(line, `${pad.id} · ${pad.port.split("/").slice(-2).join("/")}`);
  set(li, { "data-plugged": pad.plugged });
  set(face.children[0], { "data-lamp": pad.lamp, "data-blinking": pad.blinking });
  text(face.children[1], pad.blinking ? fill(words.blinking, { lamp: words.lamps[pad.lamp] }) : words.lamps[pad.lamp]);
  text(face.children[2], pad.digits);
  set(face.children[2], { hidden: !pad.digits });
  text(face.children[3], fill(words.beeps, { n: pad.beeps }));
  for (const button of keys.children) set(button, { "aria-disabled": pad.plugged ? false : "true" });
  const plug = acts.children[0];
  text(plug, pad.plugged ? words.unplug : words.plug);
  plug.onclick = () => send(`/demo/pads/${encodeURIComponent(pad.id)}/line`, { act: pad.plugged ? "unplug" : "plug" });
  keyed(log, pad.log.slice(0, 6).map((entry, i) => ({ ...entry, i })), (e) => e.i, () => el("li", {}, el("small"), " ", el("code")), (row, e) => {
    text(row.children[0], words[e.way]);
    text(row.children[1], e.bytes);
    set(row, { "data-way": e.way });
  });
}

async function send(path, body) {
  try {
    await post(path, body, { patience: 2000 });
    await look();
  } catch (error) {
    lost(error);
  }
}

async function look() {
  try {
    const { pads } = await get("/demo/pads");
    keyed($("pads"), pads, (pad) => pad.id, card, draw);
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
