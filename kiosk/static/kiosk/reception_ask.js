// One dialog for every question of the reception's page: fields, a deed, Esc leaves it.

import { el, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);

/**
 * Asks; `fields`: [{name, label, options: [[value, name]], value, long, max}]. `send(values)` gives
 * null when it was refused: then the dialog stays and shows the page's own sentence.
 */
export function ask(say, { title, words, act, fields, send }) {
  const dialog = $("ask"), form = dialog.querySelector("form"), wrong = dialog.querySelector(".sheet-wrong");
  if (dialog.open) return;
  text($("ask-title"), title);
  text($("ask-words"), words);
  $("ask-act").replaceChildren(act, " ", el("kbd", {}, "Enter"));
  text(wrong, "");
  const before = document.activeElement;
  $("ask-fields").replaceChildren(...fields.map((field) => el("label", { class: "field" }, field.label, control(field))));
  let sending = false;
  const leave = () => dialog.close();
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    dialog.setAttribute("aria-busy", "true");
    const done = await send(Object.fromEntries(new FormData(form)));
    sending = false;
    dialog.removeAttribute("aria-busy");
    if (done) leave();
    else text(wrong, $("wrong").textContent);
  };
  $("ask-leave").onclick = leave;
  dialog.addEventListener("close", () => before?.isConnected && before.focus(), { once: true });
  dialog.showModal();
  (form.querySelector("select, input, textarea") ?? $("ask-act")).focus();
}

function control({ name, options, value = "", long, max }) {
  if (options) {
    // nothing is chosen that nobody chose; Enter sends what is, it opens no list
    const known = options.some(([id]) => id === value);
    const select = el("select", { name, required: !options.some(([id]) => id === "") },
      !known && el("option", { value: "", disabled: true, selected: true }, "…"), ...options.map(([id, label]) => el("option", { value: id }, label)));
    if (known) select.value = value;
    select.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      select.form.requestSubmit();
    });
    return select;
  }
  const field = el(long ? "textarea" : "input", { name, maxlength: max, rows: long ? 3 : null, autocomplete: "off" });
  field.value = value;
  return field;
}
