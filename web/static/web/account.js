// account.js: one's own second step at login: password, QR code, first code, recovery codes.
import { post } from "/static/web/api.js";
import { el } from "/static/web/dom.js";
import { embedded } from "/static/web/words.js";

const words = embedded("words"), wrong = document.getElementById("wrong");
const $ = (id) => document.getElementById(id);

function asks(form, act) {
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    wrong.hidden = true;
    try {
      await act(form.elements);
    } catch (error) {
      wrong.textContent = words[error.code] ?? words.other;
      wrong.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
}

asks($("begin"), async ({ password }) => {
  const { key, qr } = await post("/totp/begin", { password: password.value });
  $("qr").src = `data:image/svg+xml,${encodeURIComponent(qr)}`;
  $("secret").textContent = key.replace(/(.{4})/g, "$1 ").trim();
  $("begin").hidden = true;
  $("confirm").hidden = false;
  $("code").focus();
});
asks($("confirm"), async ({ code }) => {
  const { recovery } = await post("/totp/confirm", { code: code.value });
  $("recovery").replaceChildren(...recovery.map((c) => el("li", {}, el("code", {}, c))));
  $("confirm").hidden = true;
  $("done").hidden = false;
  $("state").hidden = true;
  $("done").querySelector("a").focus();
});
asks($("off"), async ({ password, code }) => {
  await post("/totp/off", { password: password.value, code: code.value });
  location.assign("/login?next=/account");
});
