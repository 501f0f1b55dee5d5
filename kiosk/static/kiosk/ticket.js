// The citizen's own page of a ticket: its place in line, called to which counter, cancel, rate.

import { get, post } from "/static/web/api.js";
import { data, el, text } from "/static/web/dom.js";
import { live } from "/static/web/live.js";
import { Words } from "/static/kiosk/words.js";

const STALE = 15; // s
const find = (id) => document.getElementById(id);
const page = data("ticket-data");
const words = new Words(page.words, page.languages);
const say = words.say.bind(words);
let picture = page.picture;
let rated = null; // the leg already rated from here

/** What the state means for the citizen: a headline and a sentence. */
export function meaning(now) {
  const counter = words.pick(now.counter);
  if (now.put_off) {
    return [say("We are sorry: we could not serve you today"),
      say("Your number goes first on {day}. Show it at the help desk that day; it is good once.", { day: now.put_off.split("-").reverse().join("/") })];
  }
  switch (now.state) {
    case "waiting":
      if (now.ahead === 0) return [say("You are next"), `${words.apology(now.wait)} ${say("Please stay near the counters.")}`.trim()];
      return [now.ahead === 1 ? say("1 person before you") : say("{n} people before you", { n: now.ahead }),
        `${words.expected(now.wait)} ${say("Please listen for your number.")}`.trim()];
    case "called": return [say("Please go to {counter}", { counter }), say("Your number has been called.")];
    case "serving": return [say("You are being served"), counter];
    case "on_hold": return [say("Your ticket is on hold"), say("The officer will call you again. Please stay in the hall.")];
    case "no_show": return [say("Your number was called and nobody came"),
      say("Please go to the help desk: you can stand in line again once.")];
    case "finished": return [say("Your visit is finished"), say("Thank you for coming.")];
    case "cancelled": return [say("This ticket is cancelled"), say("You can take a new number at a kiosk.")];
    default: return [say("This ticket has expired"), say("You can take a new number at a kiosk.")];
  }
}

function draw() {
  const [headline, detail] = meaning(picture);
  const called = picture.state === "called" && find("state").dataset.state !== "called";
  text(find("number"), picture.number);
  text(find("service"), words.pick(picture.service));
  const then = picture.then.map((name) => words.pick(name)).join(" → ");
  text(find("then"), then && say("Then: {services}", { services: then }));
  find("then").hidden = !then;
  find("state").dataset.state = picture.state;
  text(find("headline"), headline);
  text(find("detail"), detail);
  find("leave").hidden = !picture.cancel;
  find("why").hidden = picture.state !== "waiting";
  if (find("why").open && picture.state === "waiting") explain();
  const leg = picture.rating?.leg ?? null;
  find("rating").hidden = leg === null || leg === rated;
  document.title = `${picture.number} – ${headline}`;
  if (called) navigator.vibrate?.([400, 200, 400]);
}

function drawRating() {
  const names = [
    ...(page.levels === 5 ? [say("Very dissatisfied")] : []), say("Dissatisfied"),
    ...(page.levels === 5 ? [say("Neutral")] : []), say("Satisfied"), say("Very satisfied"),
  ];
  const bad = page.levels === 5 ? 2 : 1;
  const option = (kind, name, value, label) => el("label", { class: "answer" },
    el("input", { type: kind, name, value, required: kind === "radio" }), el("span", {}, label));
  const why = el("fieldset", { hidden: true }, el("legend", {}, say("What was not good?")),
    ...page.reasons.map((reason) => option("checkbox", "reason", reason.id, words.pick(reason.name))),
    el("label", {}, say("In your own words (if you like)"),
      el("textarea", { name: "comment", maxlength: 1000, rows: 3 })));
  const form = find("rating");
  form.replaceChildren(
    el("fieldset", {}, el("legend", {}, say("How was the service?")),
      ...names.map((label, at) => option("radio", "score", at + 1, label)).reverse()),
    why, el("button", { type: "submit", class: "main" }, say("Send")),
    el("p", { class: "soft small" }, say("The officer does not see who answered what.")));
  form.onchange = () => {
    why.hidden = !(Number(new FormData(form).get("score")) <= bad && form.score.value);
  };
}

/** One sentence: how many are before me, who came later and went first, and why. */
async function explain() {
  try {
    const told = await get(`/tickets/${page.id}/why`, { token: page.token });
    text(find("because"), words.pick(told.sentence));
  } catch {
    // the line below the headline says how many are before; the reason comes with the next picture
  }
}

async function act(path, body) {
  find("failed").hidden = true;
  try {
    return await post(path, body, { token: page.token }) ?? {};
  } catch (error) {
    const late = say("That is not possible any more.");
    const said = { illegal_move: late, rating_closed: late, already_rated: say("You have answered already.") };
    text(find("failed"), said[error.code] ?? say("It did not work. Please try again, or ask at the help desk."));
    find("failed").hidden = false;
    return null;
  }
}

find("rating").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const { leg } = picture.rating;
  const score = Number(form.get("score"));
  const low = score <= (page.levels === 5 ? 2 : 1);
  const done = await act(`/tickets/${page.id}/rating`, {
    leg, score, reasons: low ? form.getAll("reason") : [], comment: (low && form.get("comment")) || null,
  });
  if (!done) return;
  rated = leg;
  find("thanks").hidden = false;
  draw();
});
find("why").addEventListener("toggle", () => find("why").open && explain());
find("cancel").addEventListener("click", () => sure(true));
find("keep").addEventListener("click", () => sure(false));
find("do-cancel").addEventListener("click", async () => {
  sure(false);
  await act(`/tickets/${page.id}/cancel`, {});
});
function sure(asked) {
  find("sure").hidden = !asked;
  find("cancel").hidden = asked;
  find(asked ? "keep" : "cancel").focus();
}

words.use(document.documentElement.lang);
drawRating();
draw();
const news = live({ token: page.token });
news.watch(`ticket/${page.token}`, (now) => {
  picture = now;
  draw();
});
news.onStale((seconds) => (find("stale").hidden = seconds < STALE));
