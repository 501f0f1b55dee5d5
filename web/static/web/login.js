// login.js: the login form.
import { post } from "/static/web/api.js";
import { embedded } from "/static/web/words.js";

const words = embedded("words"), form = document.getElementById("login"), wrong = document.getElementById("wrong");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  wrong.hidden = true;
  try {
    await post("/login", { name: form.elements.name.value.trim(), password: form.elements.password.value, cookie: true });
    location.assign(form.dataset.next || "/");
  } catch (error) {
    wrong.textContent = words[error.code] ?? words.other;
    wrong.hidden = false;
    form.elements.password.value = "";
    form.elements.password.focus();
  } finally {
    button.disabled = false;
  }
});
