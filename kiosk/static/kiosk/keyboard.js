// The on-screen keyboard: letters without tones are enough, for the search does without them too.

import { el } from "/static/web/dom.js";
import { icon } from "/static/kiosk/words.js";

const LETTERS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const NARROW = ["abcdefgh", "ijklmnop", "qrstuvw", "xyz"]; // where ten keys of 20 mm have no room
const EXTRA = { letters: "ăâđêôơư", digits: "1234567890" };

/** A keyboard writing into `input`; each change is told by an "input" event, as from a real one. */
export function keyboard(input, words) {
  const press = (change) => {
    input.value = change(input.value);
    input.dispatchEvent(new Event("input"));
  };
  const key = (letter) => el("button", {
    type: "button", class: "key", onclick: () => press((value) => value + letter),
  }, letter);
  const wide = (name, onclick, ...inside) => el("button", {
    type: "button", class: `key ${name}`, onclick,
  }, ...inside);

  const first = el("div", { class: "key-row" });
  let extra = "letters";
  const swap = wide("swap", () => {
    extra = extra === "letters" ? "digits" : "letters";
    fillFirst();
  });
  const fillFirst = () => {
    first.replaceChildren(...[...EXTRA[extra]].map(key));
    swap.textContent = extra === "letters" ? "123" : "ăâđ";
  };
  fillFirst();

  const erase = wide("erase", () => press((value) => [...value].slice(0, -1).join("")), icon("erase"));
  erase.setAttribute("aria-label", words.say("Delete the last letter"));
  const narrow = document.body.classList.contains("small") && innerWidth < innerHeight;
  const rows = (narrow ? NARROW : LETTERS).map((row) => el("div", { class: "key-row" }, ...[...row].map(key)));
  rows.at(-1).append(erase);
  const node = el("div", { class: "keyboard", role: "group", "aria-label": words.say("Keyboard") },
    first, ...rows,
    el("div", { class: "key-row" },
      swap,
      wide("space", () => press((value) => `${value} `), words.say("Space")),
      wide("clear", () => press(() => ""), words.say("Clear all"))));
  // the caret stays in the field
  node.addEventListener("pointerdown", (event) => event.preventDefault());
  return node;
}
