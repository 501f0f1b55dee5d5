// tryout.js: plays announcements for those who check the voice: one, every number, every clip.

import { data, el, text } from "/static/web/dom.js";
import { pause, Player } from "/static/display/player.js";
import { playable } from "/static/display/queue.js";

const { clips, words } = data("tryout");
const player = new Player(clips);
const ready = player.load();
const part = (id) => document.getElementById(id);
let run = 0; // a newer run ends the older one
window.hall_voice = { player, played: [] };

const tell = (what, number = "") => text(part("status"), number ? `${what}: ${number}` : what);

async function announcement(number, counter, again) {
  const query = new URLSearchParams({ number, counter, again: again ? "1" : "0" });
  const reply = await fetch(`/api/v1/voice?${query}`);
  return reply.ok ? reply.json() : null;
}

async function say(item, short, mine) {
  const chosen = playable(item, short, (language, key) => player.has(language, key));
  for (const [language, keys] of Object.entries(chosen.clips)) {
    if (mine !== run) return;
    window.hall_voice.played.push(...keys.map((key) => `${language}/${key}`));
    await player.play(language, keys);
    await pause(200);
  }
}

async function begin() {
  player.stop();
  run += 1;
  await ready;
  await player.allow();
  return run;
}

part("one").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target.elements;
  const mine = await begin();
  const item = await announcement(form.number.value, form.counter.value, form.again.checked);
  if (!item || mine !== run) return;
  tell(words.playing, form.number.value);
  await say(item, false, mine);
  if (mine === run) tell(words.done);
});

part("all").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target.elements;
  const [, letters, from] = form.first.value.match(/^(\D*)(\d+)$/);
  const to = Number(form.last.value.match(/\d+$/)[0]);
  const counter = part("counter").value;
  const mine = await begin();
  for (let n = Number(from); n <= to && mine === run; n++) {
    const number = letters + String(n).padStart(from.length, "0");
    tell(words.playing, number);
    const item = await announcement(number, counter, false);
    if (item) await say(item, true, mine);
  }
  if (mine === run) tell(words.done);
});

part("stop").addEventListener("click", () => {
  run += 1;
  player.stop();
  tell(words.stopped);
});

for (const [language, keys] of Object.entries(clips)) {
  const button = (key) =>
    el("button", { type: "button", onclick: async () => { await begin(); await player.play(language, [key]); } }, key);
  part("clips").append(el("h3", { lang: language }, language), el("p", { class: "row" }, Object.keys(keys).map(button)));
}
