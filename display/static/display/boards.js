// boards.js: staff hang up messages, mute a zone's voice, try a board.
import { newKey, post } from "/static/web/api.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";
import { live } from "/static/web/live.js";

const { words, zone: timeZone, minutes, setter, spoken, zones, displays } = data("boards");
const $ = (id) => document.getElementById(id);
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", timeZone });
const dated = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short", timeZone });
const day = new Intl.DateTimeFormat("en", { dateStyle: "short", timeZone });
const l = live();

// Today's times without their date.
const time = (at) => (day.format(new Date(at)) === day.format(l.now()) ? clock : dated).format(new Date(at));
const button = (say, fn, attributes = {}) => el("button", { type: "button", onclick: fn, ...attributes }, say);

function draw({ messages, zones: rows, displays: boards }) {
  set($("no-messages"), { hidden: messages.length > 0 });
  keyed($("messages"), messages, (m) => `${m.zone}/${m.urgent}/${m.at}`, (m) =>
    el("li", { "data-urgent": m.urgent },
      el("p", { class: "boards-what" }, m.urgent ? words.urgent : words.message, ` · ${m.zone ? zones[m.zone] ?? m.zone : words.everywhere}`),
      Object.entries(m.texts).map(([name, said]) => el("p", { lang: name, class: "boards-text" }, said)),
      el("p", { class: "soft" }, `${fill(words.by, { officer: m.officer ?? "", time: time(m.at) })} · ${fill(words.until, { time: time(m.until) })}`),
      setter && button(words.down, () => act("/boards/message/end", { zone: m.zone, urgent: m.urgent }))));
  keyed($("zones"), rows, (z) => z.id, makeZone, (li, z) => {
    const state = li.querySelector(".boards-state");
    text(state, z.muted_until ? fill(words.muted, { time: time(z.muted_until) }) : words.speaks);
    set(li, { "data-muted": Boolean(z.muted_until) });
    set(li.querySelector(".boards-unmute"), { hidden: !z.muted_until });
  });
  keyed($("displays"), boards, (d) => d.id, makeDisplay, (li, d) => {
    const muted = d.speaks && rows.find((z) => z.id === d.zone)?.muted_until;
    text(li.querySelector(".boards-state"), d.testing ? words.testing : muted ? fill(words.muted, { time: time(muted) }) : d.speaks ? words.voiced : words.silent);
    set(li.querySelector("button"), { disabled: Boolean(muted) });
  });
}

const makeZone = (z) =>
  el("li", {},
    el("b", {}, zones[z.id] ?? z.id), el("span", { class: "boards-state" }),
    el("span", { class: "row" },
      minutes.map((n) => button(fill(words.mute, { n }), () => act(`/zones/${z.id}/mute`, { minutes: n }), { "aria-label": `${zones[z.id]}: ${fill(words.mute, { n })}` })),
      button(words.unmute, () => act(`/zones/${z.id}/unmute`), { class: "boards-unmute" })));

const makeDisplay = (d) =>
  el("li", {},
    el("b", {}, displays[d.id] ?? d.id), el("span", { class: "boards-state" }),
    button(words.test, () => act(`/displays/${d.id}/test`), { "aria-label": `${displays[d.id] ?? d.id}: ${words.test}` }));

async function act(path, body) {
  set($("wrong"), { hidden: true });
  set($("said"), { hidden: true });
  try {
    draw(await post(path, body, { key: newKey() }));
    text($("said"), words.done);
    set($("said"), { hidden: false });
    return true;
  } catch (error) {
    text($("wrong"), fill(words.failed, { why: error.detail ?? error.code ?? "" }));
    set($("wrong"), { hidden: false });
    return false;
  }
}

$("hang")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const given = new FormData(form);
  const texts = Object.fromEntries(spoken.map((name) => [name, given.get(name).trim()]).filter(([, said]) => said));
  const body = { texts, until: given.get("until"), zone: given.get("zone") || null, urgent: given.has("urgent") };
  if (await act("/boards/message", body)) {
    for (const name of spoken) form.elements[name].value = "";
    form.elements.urgent.checked = false;
  }
});

l.watch("boards", draw);
l.onStale((seconds) => {
  if (seconds >= 10) text($("wrong"), words.stale);
  if (seconds >= 10 || $("wrong").textContent === words.stale) set($("wrong"), { hidden: seconds < 10 });
});
