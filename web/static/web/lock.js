// lock.js, on every officer's page: says when somebody is there, and covers the page once the server
// has locked it. What the page shows stays under the cover; the password brings it back.
import { post } from "/static/web/api.js";
import { el } from "/static/web/dom.js";
import { embedded } from "/static/web/words.js";

const EVERY = 60000; // ms between two words that somebody is there
const words = embedded("lock-words");
let said = performance.now(), cover = null;

for (const kind of ["pointerdown", "keydown", "pointermove", "wheel"])
  addEventListener(kind, here, { passive: true, capture: true });
addEventListener("hall-locked", lock);
if (document.body.dataset.locked !== undefined) lock();

function here() {
  if (cover || performance.now() - said < EVERY) return;
  said = performance.now();
  post("/awake", {}, { patience: 0 }).catch(gone);
}

// the session is over: the way back leads through the login
function gone(error) {
  if (error.code === "who_are_you") location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
}

function lock() {
  if (cover) return;
  const wrong = el("p", { class: "note bad", role: "alert", hidden: true });
  const password = el("input", { id: "lock-password", type: "password", autocomplete: "current-password", maxlength: 200, required: true });
  const form = el("form", { class: "card", method: "dialog", novalidate: true },
    el("h2", { id: "lock-title" }, words.title), el("p", { id: "lock-why" }, words.why), wrong,
    el("p", {}, el("b", {}, words.name)),
    el("input", { type: "text", autocomplete: "username", value: words.name, readonly: true, hidden: true }),
    el("label", { for: "lock-password" }, words.password), password,
    el("p", { class: "row" }, el("button", { class: "main", type: "submit" }, words.unlock),
      el("button", { type: "button", onclick: leave }, words.logout)));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.hidden = true;
    if (!password.value) return;
    try {
      await post("/unlock", { password: password.value });
      unlock();
    } catch (error) {
      if (error.code === "who_are_you" || error.code === "not_from_our_page") return leave();
      wrong.textContent = words[error.code] ?? words.other;
      wrong.hidden = false;
      password.value = "";
      password.focus();
    }
  });
  cover = el("dialog", { class: "lock", "aria-labelledby": "lock-title", "aria-describedby": "lock-why" }, form);
  cover.addEventListener("cancel", (event) => event.preventDefault());
  // Escape twice closes a dialog whatever one says: it opens again
  cover.addEventListener("close", () => cover?.showModal());
  // keys meant for the password are not the page's
  cover.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") event.preventDefault();
  });
  document.body.append(cover);
  cover.showModal();
  password.focus();
}

function unlock() {
  const old = cover;
  cover = null;
  said = performance.now();
  old.remove();
  dispatchEvent(new Event("hall-unlocked"));
}

async function leave() {
  await post("/logout").catch(() => {});
  location.assign(`/login?next=${encodeURIComponent(document.body.dataset.locked ?? location.pathname)}`);
}

addEventListener("hall-unlocked", () => {
  if (document.body.dataset.locked !== undefined) location.assign(document.body.dataset.locked);
});
