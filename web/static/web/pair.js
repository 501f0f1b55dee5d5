// pair.js: shows a one-time code until an admin has approved it; or takes an enrolled device's key.
import { post } from "/static/web/api.js";
import { fill, text } from "/static/web/dom.js";
import { embedded } from "/static/web/words.js";

const LOOK = 2000, AGAIN = 5000; // ms between two looks; after no answer
const words = embedded("words"), form = document.getElementById("pair"), wrong = document.getElementById("wrong");
const shown = document.getElementById("shown"), until = document.getElementById("until");
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  wrong.hidden = true;
  try {
    const reply = await post("/pair", { key: form.elements.key.value.trim() });
    location.assign(reply.page);
  } catch (error) {
    wrong.textContent = words[error.code] ?? words.other;
    wrong.hidden = false;
  } finally {
    button.disabled = false;
  }
});

// One code after another, as long as the page is open: a kiosk waits for its technician all night.
async function offer() {
  for (;;) {
    try {
      const { code, seconds } = await post("/pairing", { next: shown.dataset.next });
      text(shown, code);
      await wait(performance.now() + seconds * 1000);
    } catch (error) {
      text(shown, "");
      text(until, words[error.code] ?? words.no_answer);
      await sleep(Math.max(AGAIN, (error.retry_after ?? 0) * 1000));
    }
  }
}

async function wait(end) {
  while (performance.now() < end) {
    text(until, fill(words.until, { n: Math.ceil((end - performance.now()) / 60000) }));
    await sleep(LOOK);
    try {
      const reply = await post("/pairing/collect", {}, { patience: 0 });
      if (reply) {
        location.assign(reply.page);
        return sleep(60000);
      }
    } catch (error) {
      if (error.code === "unknown_pairing") return; // used up: a new one
      if (error.code !== "no_answer" && error.status < 500) await sleep(AGAIN);
    }
  }
}
offer();
