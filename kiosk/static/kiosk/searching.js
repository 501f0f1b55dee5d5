// The screen on which a citizen searches: a field, what it finds, and the keyboard.

import { get } from "/static/web/api.js";
import { el, text } from "/static/web/dom.js";
import { banner, ways, whyNot } from "/static/kiosk/choosing.js";
import { heading } from "/static/kiosk/kiosk.js";
import { keyboard } from "/static/kiosk/keyboard.js";
import { Pager } from "/static/kiosk/pager.js";
import { icon } from "/static/kiosk/words.js";

const PAUSE = 120; // ms after the last letter before the hall is asked

export function search(kiosk) {
  const { words } = kiosk;
  const say = kiosk.say.bind(kiosk);
  const input = el("input", {
    type: "search", id: "query", inputmode: "none", autocomplete: "off", spellcheck: "false",
    maxlength: "60", placeholder: say("khai sinh, so do…"),
  });
  const hint = el("p", { class: "hint", role: "status" }, say("Type without tone marks if you like."));
  const top = banner(kiosk);
  const list = new Pager(words, {
    name: "found",
    key: (row) => `${row.id} ${row.procedure?.code ?? ""} ${row.procedure?.name ?? ""}`,
    make: (row) => el("button", { type: "button", class: "tile hit", "data-service": row.id, onclick: () => kiosk.take(row.id) },
      el("span", { class: "letters", "aria-hidden": "true" }, kiosk.service(row.id).letters),
      el("span", { class: "name" }, row.procedure?.name ?? words.pick(row.name)),
      el("span", { class: "persons" })),
    draw: (node, row) => {
      const service = kiosk.service(row.id);
      const state = service.open ? words.waiting(service.waiting) : whyNot(kiosk, service);
      node.classList.toggle("off", !service.open);
      text(node.lastChild, row.procedure ? `${words.pick(row.name)} · ${state}` : state);
    },
  });

  let timer = null;
  let turn = 0;
  let found = [];
  const ask = async () => {
    turn += 1;
    const mine = turn;
    const query = input.value.trim();
    if (!query) {
      found = [];
      list.show(found);
      hint.removeAttribute("data-found");
      text(hint, say("Type without tone marks if you like."));
      return;
    }
    try {
      const answer = await get(`/services?kiosk=${encodeURIComponent(kiosk.page.kiosk)}&q=${encodeURIComponent(query)}`);
      if (mine !== turn) return;
      found = answer.services.filter((row) => kiosk.services.has(row.id));
      hint.toggleAttribute("data-found", found.length > 0);
      text(hint, found.length ? say("Touch a line to take a number.")
        : say("Nothing found. Try another word, or ask at the help desk."));
      list.show(found);
    } catch (error) {
      if (mine === turn) text(hint, say("The search does not answer. Please choose by agency, or ask at the help desk."));
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });

  return {
    node: el("div", { class: "search" },
      el("div", { class: "ask" }, heading(say("Search for a procedure"))),
      top,
      el("div", { class: "query" },
        el("label", { for: "query", class: "hidden-label" }, say("Name of the procedure")),
        icon("search"), input),
      hint, list.node, keyboard(input, words), ways(kiosk)),
    draw: () => {
      list.show(found);
      top?.draw?.();
      if (document.activeElement?.tagName === "H1") input.focus();
    },
    close: () => {
      clearTimeout(timer);
      turn += 1;
      list.close();
    },
  };
}
