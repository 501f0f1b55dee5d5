// start.js: waits until the hall answers, then opens its page: nobody sees a browser's error.

const { hall, page } = document.body.dataset;
const AGAIN = 1000; // ms

async function look() {
  try {
    // opaque to this page, and enough: it came
    await fetch(`${hall}/healthz`, { mode: "no-cors", cache: "no-store", signal: AbortSignal.timeout(3000) });
    location.replace(hall + page);
  } catch {
    setTimeout(look, AGAIN);
  }
}

look();
