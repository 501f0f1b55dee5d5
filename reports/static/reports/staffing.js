// Counters for the week ahead: has the advice worked out anew and says how far that is.
import { post } from "/static/web/api.js";
import { data, fill, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const words = data("words");
const EVERY = 1500; // ms between two looks
const PATIENCE = 20_000; // ms in which an advice asked for must have begun
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function progress() {
  const reply = await fetch("/api/v1/staffing/progress", { credentials: "same-origin" });
  if (!reply.ok) throw new Error(String(reply.status));
  return reply.json();
}

function wrong(why) {
  $("wrong").hidden = !why;
  text($("wrong"), why);
}

// Until it is done, or has not begun in time; then the page is read anew. `before`: when the newest
// advice was made as this one was asked for; nothing: it is under way already.
async function follow(before) {
  let ran = before === undefined;
  $("anew").disabled = true;
  const end = performance.now() + PATIENCE;
  for (;;) {
    const { running, made, done, of } = await progress();
    if (running) text($("said"), fill(words.runs, { n: Math.floor((100 * done) / of) }));
    else if (ran || made !== before || performance.now() > end) break;
    ran ||= running;
    $("main").dataset.state = ran ? "runs" : "asked";
    await sleep(EVERY);
  }
  location.reload();
}

async function guarded(act) {
  try {
    wrong("");
    await act();
  } catch (error) {
    $("anew").disabled = false;
    text($("said"), "");
    $("main").dataset.state = "refused";
    wrong(words[error.code] ?? fill(words.failed, { why: error.detail ?? error.message }));
  }
}

$("anew").addEventListener("click", () => guarded(async () => {
  text($("said"), words.asked);
  const { made } = await progress();
  await post("/staffing");
  await follow(made);
}));
guarded(async () => {
  if ((await progress()).running) await follow();
});
