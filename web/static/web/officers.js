// officers.js: a lost phone's second step is switched off, after a question.
import { post } from "/static/web/api.js";
import { fill } from "/static/web/dom.js";
import { embedded } from "/static/web/words.js";

const words = embedded("words"), wrong = document.getElementById("wrong");
for (const button of document.querySelectorAll("button[data-reset]"))
  button.addEventListener("click", async () => {
    const name = button.dataset.reset;
    if (!confirm(fill(words.sure, { name }))) return;
    try {
      await post("/officers/totp-reset", { name });
      location.reload();
    } catch (error) {
      wrong.textContent = words[error.code] ?? words.other;
      wrong.hidden = false;
    }
  });
