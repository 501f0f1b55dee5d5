// What if: asks what a change would do, shows before and after, writes down that it is done.
import { post } from "/static/web/api.js";
import { data, el, fill, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const PATIENCE = 13_000; // ms; the hall answers within ten seconds
let answer = null;

const wish = (name) => (shown($(name)) && $(name).value ? { [name]: $(name).value } : {});
const shown = (input) => !input.closest("label").hidden;

function fields() {
  for (const label of document.querySelectorAll("[data-for]")) {
    label.hidden = !label.dataset.for.split(" ").includes($("what").value);
  }
}

const minutes = (s) => Math.round(s / 60);
const clock = (at) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: setting.zone }).format(new Date(at));
const wait = (band) => (band ? said(words.band, band, minutes) : words.none);
const said = (form, { mid, low, high }, show) => fill(form, { mid: show(mid), low: show(low), high: show(high) });

function row(name, figure, before, after) {
  return el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, figure), el("td", { class: "number" }, before), el("td", { class: "number" }, after));
}

function draw() {
  const { services, all, cleared, uncalled, gain, sure, recommended } = answer;
  const met = services.filter(({ before, after }) => before || after);
  const rows = [{ service: null, ...all }, ...met].flatMap(({ service, before, after }) =>
    ["p50", "p80"].map((p) => row(service === null ? words.all : setting.services[service] ?? service, words[p], wait(before?.[p]), wait(after?.[p]))));
  rows.splice(2, 0,
    row(words.all, words.cleared, said(words.times, cleared.before, clock), said(words.times, cleared.after, clock)),
    row(words.all, words.uncalled, String(uncalled.before), String(uncalled.after)));
  $("rows").replaceChildren(...rows);
  const less = minutes(gain?.mid ?? 0);
  text($("said"), fill(recommended ? words.yes : less < 0 ? words.worse : words.no, { gain: Math.abs(less), sure }));
  $("said").dataset.recommended = String(recommended);
  $("result").hidden = false;
  $("choose").disabled = false;
}

function wrong(error) {
  text($("said"), "");
  text($("wrong"), error.status === 401 ? words.expired : words.codes[error.code] ?? fill(words.failed, { why: error.detail ?? error.code }));
}

$("what").addEventListener("change", fields);
$("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  text($("wrong"), "");
  text($("said"), words.asking);
  $("result").hidden = true;
  $("ask").disabled = true;
  $("main").dataset.state = "waits";
  try {
    const body = { what: $("what").value, ...wish("counter"), ...wish("to"), ...wish("service"), ...wish("at") };
    answer = await post("/what-if", body, { patience: PATIENCE, each: PATIENCE });
    draw();
    $("main").dataset.state = "answered";
  } catch (error) {
    wrong(error);
    $("main").dataset.state = "refused";
  } finally {
    $("ask").disabled = false;
  }
});
$("choose").addEventListener("click", async () => {
  $("choose").disabled = true;
  try {
    await post("/what-if/choose", { answer: answer.answer });
    text($("said"), words.chosen);
    $("main").dataset.state = "chosen";
  } catch (error) {
    $("choose").disabled = false;
    wrong(error);
  }
});
fields();
