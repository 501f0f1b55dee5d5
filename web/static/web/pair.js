// pair.js: an enrolled device's key becomes this browser's cookie.
import { post } from "/static/web/api.js";
import { embedded } from "/static/web/words.js";

const words = embedded("words"), form = document.getElementById("pair"), wrong = document.getElementById("wrong");
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
