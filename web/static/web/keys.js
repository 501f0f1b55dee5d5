// keys.js: who waits to be paired, every device's key; approve, renew, revoke.
import { get, post } from "/static/web/api.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";

const LOOK = 3000; // ms between two looks
const $ = (id) => document.getElementById(id);
const words = data("words"), setting = data("setting"), wrong = $("wrong");
const date = new Intl.DateTimeFormat("vi-VN", { dateStyle: "short", timeStyle: "short", timeZone: setting.zone });
const when = (time) => (time ? date.format(new Date(time)) : words.never);
const kind = (name) => words.kinds[name] ?? words.gone;
let known = [], failed = false;

function say(problem) {
  const { code, left } = problem ?? {};
  set(wrong, { hidden: !problem });
  if (problem) text(wrong, fill(words[code] ?? words.other, { n: left }));
}

async function act(path, body) {
  try {
    await post(path, body);
    say(null);
  } catch (error) {
    say(error);
  }
  await look();
}

function waiting(row) {
  const device = el("select", { id: `device-${row.id}`, required: true });
  const code = el("input", { id: `code-${row.id}`, maxlength: 20, required: true, autocomplete: "off", autocapitalize: "characters", spellcheck: "false" });
  const form = el("form", { class: "card", method: "post", action: "/keys" },
    el("p", { class: "what" }),
    el("label", { for: code.id }, words.code), code,
    el("label", { for: device.id }, words.device), device,
    el("button", { class: "main", type: "submit" }, words.approve));
  device.append(el("option", { value: "" }, words.choose),
    ...known.filter((d) => d.page).map((d) => el("option", { value: d.id }, `${d.id} · ${kind(d.kind)}`)));
  const wish = /^\/(?:kiosk|display)\/([^/]+)$/.exec(row.wish ?? "")?.[1];
  if (known.some((d) => d.id === wish && d.page)) device.value = wish;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(`/pairings/${row.id}/approve`, { code: code.value, device: device.value });
    code.value = "";
  });
  return el("li", {}, form);
}

function drawWaiting(node, row) {
  text(node.querySelector(".what"), row.device ? fill(words.approved, { device: row.device })
    : fill(words.waiting, { address: row.address ?? "", wish: row.wish ?? "", time: when(row.asked) }));
  for (const part of node.querySelectorAll("label, input, select, button")) set(part, { hidden: Boolean(row.device) });
}

function device(d) {
  const ask = (text, path) => () => confirm(fill(text, { device: d.id })) && act(path);
  return el("tr", {}, el("th", { scope: "row" }), el("td"), el("td"), el("td"), el("td", {}, el("span", { class: "row" },
    el("button", { type: "button", class: "renew", "aria-label": `${words.renew}: ${d.id}`, onclick: () => act(`/keys/${d.id}/rotate`) }, words.renew),
    el("button", { type: "button", class: "revoke", "aria-label": `${words.revoke}: ${d.id}`, onclick: ask(words.sure, `/keys/${d.id}/revoke`) }, words.revoke))));
}

function drawDevice(node, d) {
  const [name, since, seen, live] = node.children;
  text(name, `${d.id} · ${kind(d.kind)}`);
  text(since, d.keys.length ? d.keys.map((k) => when(k.since) + (k.ends ? ` (${words.fading})` : "")).join(", ") : words.none);
  text(seen, d.keys.length ? d.keys.map((k) => when(k.seen) + (k.address ? ` · ${k.address}` : "")).join(", ") : "");
  const places = [...new Set(d.sockets)];
  text(live, places.length ? `${d.sockets.length} · ${places.join(", ")}` : words.no);
  set(node, { "data-twice": places.length > 1 || null });
  set(node.querySelector(".renew"), { hidden: !d.sockets.length || !d.page });
  set(node.querySelector(".revoke"), { hidden: !d.keys.length });
}

async function look() {
  try {
    const { devices, pairings } = await get("/keys");
    known = devices;
    keyed($("pairings"), pairings, (p) => p.id, waiting, drawWaiting);
    set($("nobody"), { hidden: pairings.length > 0 });
    keyed($("devices"), devices, (d) => d.id, device, drawDevice);
    set($("keys"), { "data-state": "live" });
    if (failed) say(null);
    failed = false;
  } catch (error) {
    failed = true;
    if (error.code !== "locked") say(error); // lock.js says that
  }
}
look();
setInterval(() => document.visibilityState === "visible" && look(), LOOK);
