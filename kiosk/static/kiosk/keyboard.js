// The on-screen keyboard: letters without tones are enough, for the search does without them too;
// who wants them finds a row of tones, which go to the vowel where they are written.

import { el } from "/static/web/dom.js";
import { icon } from "/static/kiosk/words.js";

const LETTERS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const NARROW = ["abcdefgh", "ijklmnop", "qrstuvw", "xyz"]; // where ten keys of 20 mm have no room
const TONES = { "´": "\u0301", "`": "\u0300", "\u02c0": "\u0309", "~": "\u0303", ".": "\u0323" };
const EXTRA = [["ăâđ", [..."ăâđêôơư"]], ["áàả", Object.keys(TONES)], ["123", [..."1234567890"]]];
const ANY = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** The text with a tone on its last syllable: on ê, ơ, …, else on the vowel before the last consonants,
 *  else on the last but one; the same tone again takes it away. */
export function toned(text, tone) {
  const [, before, last] = /^(.*?)(\S*)$/s.exec(text);
  const bare = last.normalize("NFD").replace(ANY, "").normalize("NFC");
  const had = last.normalize("NFD").match(ANY)?.[0];
  const found = /^(qu|gi(?=[aeiouyăâêôơư])|[^aeiouyăâêôơư]*)([aeiouyăâêôơư]+)(.*)$/i.exec(bare);
  if (!found) return text;
  const [, start, vowels, end] = found;
  const marked = Math.max(...[..."ăâêôơư"].map((sign) => vowels.lastIndexOf(sign)));
  const at = marked >= 0 ? marked : end || vowels.length === 1 ? vowels.length - 1 : vowels.length - 2;
  const vowel = vowels[at] + (had === TONES[tone] ? "" : TONES[tone]);
  return before + start + vowels.slice(0, at) + vowel.normalize("NFC") + vowels.slice(at + 1) + end;
}

/** A keyboard writing into `input`; each change is told by an "input" event, as from a real one. */
export function keyboard(input, words) {
  const press = (change) => {
    input.value = change(input.value);
    input.dispatchEvent(new Event("input"));
  };
  const key = (letter) => el("button", {
    type: "button", class: "key", onclick: () => press((value) => value + letter),
  }, letter);
  const names = {
    "´": words.say("Tone sắc"), "`": words.say("Tone huyền"), "\u02c0": words.say("Tone hỏi"),
    "~": words.say("Tone ngã"), ".": words.say("Tone nặng"),
  };
  const tone = (sign) => el("button", {
    type: "button", class: "key tone", "aria-label": names[sign],
    onclick: () => press((value) => toned(value, sign)),
  }, `a${TONES[sign]}`.normalize("NFC"));
  const wide = (name, onclick, ...inside) => el("button", {
    type: "button", class: `key ${name}`, onclick,
  }, ...inside);

  const first = el("div", { class: "key-row" });
  let extra = 0;
  const swap = wide("swap", () => {
    extra = (extra + 1) % EXTRA.length;
    fillFirst();
  });
  const fillFirst = () => {
    const [name, signs] = EXTRA[extra];
    first.replaceChildren(...signs.map(name === "áàả" ? tone : key));
    [swap.textContent] = EXTRA[(extra + 1) % EXTRA.length];
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
