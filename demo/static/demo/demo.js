// demo.js: one click makes this browser a device or a person, and opens its page in a new tab.
import { post } from "/static/web/api.js";
import { embedded } from "/static/web/words.js";

const keys = embedded("keys"), words = embedded("words"), wrong = document.getElementById("wrong");

async function open(button) {
  const { device, person, page } = button.dataset;
  const tab = window.open("", "_blank"); // now, while the click still counts as one
  wrong.hidden = true;
  try {
    const reply = device
      ? await post("/pair", { key: keys[device] })
      : await post("/login", { name: person, password: words.password, cookie: true });
    (tab ?? window).location.assign(device ? reply.page : page);
  } catch (error) {
    tab?.close();
    wrong.textContent = `${words.other} (${error.code})`;
    wrong.hidden = false;
  }
}

document.querySelector("main").addEventListener("click", (event) => {
  const button = event.target.closest("button[data-device], button[data-person]");
  if (button) open(button);
});
