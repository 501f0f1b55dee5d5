// The kiosk's page, entry: joins the screens, the tool bar, the news from the hall and the clock.

import { data, text } from "/static/web/dom.js";
import { live } from "/static/web/live.js";
import { agencies, agency, needs, priority, start } from "/static/kiosk/choosing.js";
import { closing, door, helper, pin } from "/static/kiosk/helping.js";
import { identity } from "/static/kiosk/identity.js";
import { Idle } from "/static/kiosk/idle.js";
import { Kiosk } from "/static/kiosk/kiosk.js";
import { kept } from "/static/kiosk/kept.js";
import { Reserve } from "/static/kiosk/reserve.js";
import { result } from "/static/kiosk/result.js";
import { search } from "/static/kiosk/searching.js";
import { Speech } from "/static/kiosk/speech.js";
import { closed, gone, locked, refused, stopped, taking, unpaired } from "/static/kiosk/trouble.js";
import { Words } from "/static/kiosk/words.js";

const SILENT = 10; // s without news after which nobody should begin here
const SIZES = [1, 1.5, 2];
const find = (id) => document.getElementById(id);

const page = data("kiosk-data");
const words = new Words(page.words, page.languages);
const reserve = new Reserve(page.kiosk, page.reserve);
const screens = { start, agencies, agency, priority, search, result, kept, taking, refused, closed, gone, locked, stopped,
  unpaired, needs, identity, pin, helper, closing };
const kiosk = new Kiosk({ page, words, screens, main: find("screen"), reserve, rewrite, shown });
const speech = new Speech(kiosk, { louder: find("louder") });
const news = live();

// the frame around the screens: who this is, the language, the size of text
function rewrite(language, size) {
  kiosk.size = size;
  document.documentElement.dataset.size = String(size);
  document.body.classList.toggle("low", kiosk.low);
  words.use(language);
  press("[data-language]", (node) => node.dataset.language === words.language);
  press("[data-text-size]", (node) => Number(node.dataset.textSize) === size);
  press("#low", () => kiosk.low);
  text(find("hall"), words.pick(page.hall.name));
  text(find("agency"), words.pick(page.hall.agency));
}
function press(which, when) {
  for (const node of document.querySelectorAll(which)) node.setAttribute("aria-pressed", String(when(node)));
}
function shown() {
  find("back-home").hidden = kiosk.name === "start" || Boolean(kiosk.blocked());
  speech.shown();
}
for (const node of document.querySelectorAll("[data-language]")) {
  node.addEventListener("click", () => kiosk.write(node.dataset.language, kiosk.size));
}
for (const node of document.querySelectorAll("[data-text-size]")) {
  node.addEventListener("click", () => kiosk.write(words.language, Number(node.dataset.textSize)));
}
find("low")?.addEventListener("click", () => {
  kiosk.low = !kiosk.low;
  kiosk.write(words.language, kiosk.size);
});
find("back-home").addEventListener("click", () => kiosk.home());

door(kiosk, find("clock"));

// a touch is answered at once, whatever the hall does
let pressed = null;
const release = () => {
  pressed?.classList.remove("pressed");
  pressed = null;
};
document.addEventListener("pointerdown", (event) => {
  release();
  pressed = event.target.closest?.("button, a.way") ?? null;
  pressed?.classList.add("pressed");
}, { capture: true });
for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => setTimeout(release, 120));
document.addEventListener("click", (event) => kiosk.ghost(event), { capture: true });
document.addEventListener("contextmenu", (event) => event.preventDefault());

// nobody there any more
new Idle({
  after: () => {
    if (kiosk.plain() || kiosk.choice || kiosk.screen.hold || kiosk.blocked()) return null;
    return kiosk.helped() ? page.times.idle_large : page.times.idle;
  },
  ask: page.times.more,
  wipe: () => kiosk.home(),
  touched: (at) => (kiosk.touched = at),
  dialog: find("more-time"),
  more: find("stay"),
  count: (seconds) => text(find("more-time-count"), words.say("This screen begins anew in {seconds} s.", { seconds })),
});

// news from the hall, and time going by
function look() {
  kiosk.settle();
  if (!kiosk.trouble && news.connected) reserve.settle(kiosk.picture.hall.open, kiosk.now());
  const when = new Date(kiosk.now());
  const show = (more) => new Intl.DateTimeFormat(words.locale, { timeZone: page.timezone, ...more }).format(when);
  text(find("clock"), show({ hour: "2-digit", minute: "2-digit", hour12: false }));
  text(find("date"), show({ weekday: "long", day: "numeric", month: "numeric", year: "numeric" }));
}
function trouble(now) {
  kiosk.trouble = now;
  look();
}
kiosk.now = () => news.now().getTime();
news.watch(`kiosk/${page.kiosk}`, (picture) => {
  kiosk.picture = picture;
  if (picture.version !== page.version && kiosk.plain()) location.reload();
  trouble(null);
});
news.onStale((seconds) => {
  if (kiosk.trouble !== "unpaired") trouble(seconds >= SILENT ? "gone" : null);
});
news.onRefused((topic, code) => {
  if (["who_are_you", "not_allowed"].includes(code)) trouble("unpaired");
});
news.idleWhen(() => kiosk.plain() && performance.now() - kiosk.touched > 10000);

kiosk.home();
look();
setInterval(look, 250);
document.body.speech = speech;
document.body.dataset.ready = "yes";
