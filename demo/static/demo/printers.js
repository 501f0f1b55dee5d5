// The virtual printers: their paper as pictures of the bytes they got, and their faults as buttons.
import { get, post } from "/static/web/api.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const EVERY = 700; // ms

const at = (id, path) => `/demo/printers/${encodeURIComponent(id)}/${path}`;

function card(printer) {
  return el("li", { class: "card" }, el("h2"), el("p", { class: "soft" }), el("p", { class: "virtual-state", role: "status" }),
    el("p", { class: "virtual-keys" }, ...Object.keys(words.acts).map((fault) => el("button", { type: "button", "data-fault": fault })),
      el("button", { type: "button", onclick: () => send(at(printer.id, "fault"), { fault: "off_and_on" }) }, words.off_and_on)),
    el("p", { class: "virtual-log" }, el("code")), el("p", { class: "soft" }), el("ul", { class: "virtual-slips" }));
}

function draw(li, printer) {
  const [title, facts, state, acts, bytes, none, slips] = li.children;
  set(li, { "data-plugged": !printer.faults.includes("unplug") });
  text(title, setting.names[printer.id] ?? printer.id);
  text(facts, `${printer.id} · ${printer.host}:${printer.port} · ${fill(words.printed, { n: printer.printed })} · ${fill(words.status, { bytes: printer.status })}`);
  text(state, printer.faults.length ? printer.faults.map((f) => words.faults[f]).join(", ") : words.well);
  set(state, { "data-bad": printer.faults.length > 0 });
  for (const button of acts.querySelectorAll("[data-fault]")) {
    const { fault } = button.dataset;
    const [spoil, mends, mend] = words.acts[fault];
    const there = printer.faults.includes(fault);
    text(button, there ? mend : spoil);
    set(button, { "data-there": there });
    button.onclick = () => send(at(printer.id, "fault"), { fault: there ? mends : fault });
  }
  text(bytes.firstChild, printer.heard ? `… ${printer.heard}` : "");
  text(none, printer.slips.length ? "" : words.none);
  keyed(slips, printer.slips, (n) => n, (n) => el("li", {}, el("figure", {}, el("img", { src: `/api/v1${at(printer.id, `slips/${n}/slip.png`)}`, alt: fill(words.picture, { n }), width: printer.width / 2 }), el("figcaption", {}, fill(words.slip, { n })))));
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
    const { printers } = await get("/demo/printers");
    keyed($("printers"), printers, (printer) => printer.id, card, draw);
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
