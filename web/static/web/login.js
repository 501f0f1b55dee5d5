// login.js: the login form; the field for the phone's code comes when it is needed.
import { post } from "/static/web/api.js";
import { embedded } from "/static/web/words.js";

const words = embedded("words"), form = document.getElementById("login"), wrong = document.getElementById("wrong");
const second = document.getElementById("second"), { name, password, totp } = form.elements;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  wrong.hidden = true;
  try {
    const code = totp.value.trim();
    await post("/login", { name: name.value.trim(), password: password.value, ...(code && { totp: code }), cookie: true });
    location.assign(form.dataset.next || "/");
  } catch (error) {
    if (error.code === "totp_needed") {
      second.hidden = false;
      totp.required = true;
      totp.focus();
      return;
    }
    const asked = !second.hidden && error.code === "wrong_login";
    wrong.textContent = words[asked ? "wrong_code" : error.code] ?? words.other;
    wrong.hidden = false;
    const again = asked ? totp : password;
    again.value = "";
    again.focus();
  } finally {
    button.disabled = false;
  }
});
