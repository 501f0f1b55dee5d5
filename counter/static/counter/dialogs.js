// The officer's dialogs: asked for by a key or button, sent once, closed by Esc, focus given back.
import { el, fill, text } from "/static/web/dom.js";
import { named } from "./view.js";

/**
 * Opens the dialog `name`. `send(form)` gets the FormData and posts it; a refusal is shown in the
 * dialog, which stays. Resolves when the dialog is gone.
 */
export function ask(name, { picture, setting, words, title, say, act, send }) {
  const dialog = document.getElementById(`dialog-${name}`);
  if (dialog.open) return Promise.resolve();
  const form = dialog.querySelector("form");
  form.reset();
  const wrong = dialog.querySelector(".sheet-wrong");
  if (wrong) text(wrong, "");
  for (const node of dialog.querySelectorAll("[data-number]")) text(node, picture?.ticket?.number ?? "");
  if (title) {
    text(document.getElementById("sure-title"), title);
    text(document.getElementById("sure-words"), say);
    document.getElementById("sure-act").replaceChildren(act, " ", el("kbd", {}, "Enter"));
  }
  if (name === "transfer") fillTransfer(form, picture, setting, words);
  if (name === "by-hand") fillNumbers(picture, setting);
  if (name === "note") fillNote(form, picture);
  if (name === "outcome") fillNext(form, picture, setting, words);
  if (name === "serve") fillServices(form, picture, setting);
  if (name === "help") document.getElementById("keys-on").checked = localStorage.getItem("counter.keys") !== "off";
  dialog.showModal();
  (form.querySelector("input[required], select[required], textarea[autofocus], input[type=radio]:checked") ?? form.querySelector("button.main")).focus();

  return new Promise((resolve) => {
    let sending = false;
    const leave = () => dialog.close();
    async function submit(event) {
      event.preventDefault();
      if (!send) return leave();
      if (sending) return undefined;
      sending = true;
      dialog.setAttribute("aria-busy", "true");
      const values = new FormData(form);
      try {
        await send(values);
        leave();
      } catch (error) {
        text(wrong, words.codes[error.status === 401 ? "expired" : error.code] ?? words.codes.unknown);
      } finally {
        sending = false;
        dialog.removeAttribute("aria-busy");
      }
      return undefined;
    }
    form.addEventListener("submit", submit);
    // Enter sends the dialog from a list too, as from any other field
    form.onkeydown = (event) => {
      if (event.key !== "Enter" || !event.target.matches("select")) return;
      event.preventDefault();
      form.requestSubmit();
    };
    for (const button of dialog.querySelectorAll("[data-leave]")) button.onclick = leave;
    dialog.addEventListener("close", () => {
      form.removeEventListener("submit", submit);
      // Space means "next" again – unless the next dialog is open already: this comes late
      if (!document.querySelector("dialog[open]")) document.activeElement?.blur();
      resolve();
    }, { once: true });
  });
}

function fillTransfer(form, picture, setting, words) {
  const { ticket, colleagues } = picture;
  const at = (c) => `${c.officer} · ${named(setting, "counters", c.counter)}`;
  form.elements.counter.replaceChildren(...colleagues.map((c) => el("option", { value: c.counter }, `${named(setting, "counters", c.counter)} · ${c.officer}`)));
  form.elements.officer.replaceChildren(...colleagues.map((c) => el("option", { value: c.officer }, at(c))));
  for (const kind of ["counter", "officer"]) {
    form.querySelector(`input[value="${kind}"]`).disabled = colleagues.length === 0;
    form.elements[kind].disabled = colleagues.length === 0;
  }
  const home = form.querySelector("[data-home]");
  home.hidden = !ticket?.back;
  text(home.querySelector("span"), fill(words.back_to, { counter: named(setting, "counters", ticket?.back) }));
  for (const option of form.elements.service.options) option.disabled = option.value === ticket?.service;
  if (ticket?.back) form.elements.to.value = "back";
  // Choosing in a list chooses its kind too; a service has to be chosen, none is guessed.
  const must = () => { form.elements.service.required = form.elements.to.value === "service"; };
  for (const kind of ["service", "counter", "officer"]) {
    form.elements[kind].onchange = () => { form.elements.to.value = kind; must(); };
  }
  for (const radio of form.elements.to) radio.onchange = must;
  must();
}

/** What comes next in the visit: as planned, nothing, or a service. */
function fillNext(form, picture, setting, words) {
  const { ticket } = picture;
  const [planned, end, ...services] = form.elements.next.options;
  const due = ticket?.then[0];
  text(planned, due ? fill(words.as_planned, { service: named(setting, "services", due) }) : words.ends_here);
  end.hidden = end.disabled = !due;
  for (const option of services) option.disabled = option.value === ticket?.service;
}

/** Officers serve their own lists without a ticket, supervisors anything. */
function fillServices(form, picture, setting) {
  for (const option of form.elements.service.options) {
    option.hidden = option.disabled = Boolean(option.value) && !setting.supervisor && !picture.services.includes(option.value);
  }
}

function fillNote(form, picture) {
  const { note } = form.elements;
  note.value = picture.ticket?.note ?? "";
  note.onkeydown = (event) => {
    if (event.ctrlKey && event.key === "Enter") form.requestSubmit();
  };
}

function fillNumbers(picture, setting) {
  document.getElementById("by-hand-numbers").replaceChildren(
    ...[...picture.heads, ...picture.no_show].map((t) => el("option", { value: t.number }, named(setting, "services", t.service))),
  );
}
