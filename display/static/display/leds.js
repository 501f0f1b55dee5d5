// leds.js: the LED lines, looked at once a second; boards tried, addresses shown, frames read.
import { get, newKey, post } from "/static/web/api.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";

const words = data("words"), $ = (id) => document.getElementById(id);
const sections = [...document.querySelectorAll("[data-line]")];
const EVERY = 1000; // ms

function board(section, b) {
  return el("li", {},
    el("span", { class: "led-face", "aria-live": "off" }), el("span", { class: "led-who" }), el("span", { class: "led-is soft" }),
    b.counter && el("button", { type: "button", onclick: () => act(section, "test", { address: b.address }) }, words.test));
}

function drawBoard(li, b) {
  const [face, who, is] = li.children;
  text(face, (b.shows ?? "").padEnd(b.digits).slice(0, Math.max(b.digits, 4)));
  const said = b.shows === null ? words.unsure : b.shows.trim() || words.dark;
  set(face, { "data-blinking": b.blinking, role: "img", "aria-label": said });
  text(who, `${b.counter ? fill(words.counter, { id: b.counter }) : words.guest} · ${fill(words.address, { n: b.address })}`);
  const state = b.why === "line_down" ? "line_down" : b.state;
  text(is, `${words.states[state] ?? state}${b.missed ? ` · ${words.counts.missed}: ${b.missed}` : ""}`);
  set(li, { "data-state": state });
}

function draw(section, line) {
  const state = line.state === "ok" ? words.states.open : `${words.states.line_down}: ${words.why[line.why] ?? line.why ?? ""}`;
  text(section.querySelector(".led-state"), `${state} · ${line.driver} · ${line.port} · ${line.baud}`);
  set(section, { "data-state": line.state });
  keyed(section.querySelector(".led-counts"), Object.entries(line.counters), ([k]) => k, () => el("div", {}, el("dt"), el("dd")), (div, [k, n]) => {
    text(div.children[0], words.counts[k] ?? k);
    text(div.children[1], n);
  });
  keyed(section.querySelector(".led-boards"), line.boards, (b) => b.address, (b) => board(section, b), drawBoard);
}

async function frames(section) {
  if (!section.querySelector("details").open) return;
  const { frames: rows } = await get(`/led-boards/${section.dataset.line}/frames?limit=60`);
  const clock = new Intl.DateTimeFormat("vi-VN", { timeStyle: "medium" });
  section.querySelector("tbody").replaceChildren(...rows.map((f) => el("tr", { "data-way": f.way },
    el("td", {}, clock.format(new Date(f.at))), el("td", {}, words[f.way]), el("td", {}, f.meaning), el("td", { class: "led-hex" }, f.hex))));
}

async function act(section, what, body) {
  set($("wrong"), { hidden: true });
  try {
    await post(`/led-boards/${section.dataset.line}/${what}`, body, { key: newKey() });
    text($("said"), words.began);
    set($("said"), { hidden: false });
  } catch (error) {
    text($("wrong"), `${words.failed} (${error.code})`);
    set($("wrong"), { hidden: false });
  }
  look();
}

async function look() {
  if (document.hidden) return;
  try {
    const { lines } = await get("/led-boards");
    for (const line of lines) {
      const section = sections.find((s) => s.dataset.line === line.id);
      if (section) draw(section, line);
    }
    for (const section of sections) await frames(section);
    if ($("wrong").dataset.stale) set($("wrong"), { hidden: true, "data-stale": null });
  } catch (error) {
    text($("wrong"), words.stale);
    set($("wrong"), { hidden: false, "data-stale": true });
  }
}

for (const section of sections) {
  section.querySelector("[data-do]").addEventListener("click", () => act(section, "test", {}));
  section.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    act(section, "addresses", { first: +form.get("first"), last: +form.get("last") });
  });
  section.querySelector("details").addEventListener("toggle", () => frames(section));
}
look();
setInterval(look, EVERY);
