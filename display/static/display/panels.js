// panels.js: what stands beside or before the calls: the strip of messages, an urgent notice, the
// test picture.

import { el, set, text } from "/static/web/dom.js";
import { ems, perMillimetre } from "/static/display/layout.js";
import { filling, pagesOfText } from "/static/display/notices.js";

/** The strip: one page of one sentence at a time. `lines`: [{language, words}]. */
export function drawMessage(box, lines, { size, width, turn }) {
  const most = size.dense ? 1 : 2;
  const pages = lines.flatMap(({ language, words }) =>
    pagesOfText(words, width - size.rest * 2.6, size.rest, most).map((page) => ({ language, page })),
  );
  const now = pages[turn.at(pages.length, JSON.stringify(lines))];
  set(box, { hidden: !now, lang: now?.language });
  text(box, now?.page ?? "");
}

/** Over the calls, as large as it goes; several languages, or pages, in turn. */
export function drawUrgent(box, lines, { size, turn }) {
  set(box, { hidden: !lines });
  if (!lines) return;
  const words = box.querySelector(".board-urgent-words");
  const { width, height } = words.getBoundingClientRect();
  const pages = lines.flatMap(({ language, words: said }) => {
    const { px, pages: made } = filling(said, width, height, size.rest, Math.max(size.number * 1.6, height / 3));
    return made.map((page) => ({ language, page, px }));
  });
  const now = pages[turn.at(pages.length, JSON.stringify(lines))];
  set(words, { lang: now.language });
  words.style.fontSize = `${now.px}px`;
  text(words, now.page);
}

/**
 * The test picture: which board this is, letters at the size its distance asks for, greys, and a
 * line that is 200 mm long if the panel's diagonal in config.yaml is right.
 */
export function drawTest(box, picture, { size, width, height, words, pick }) {
  set(box, { hidden: !picture });
  if (!picture || box.dataset.seq === String(picture.test.seq)) return;
  box.dataset.seq = picture.test.seq;
  const mm = perMillimetre(width, height, Number(picture.diagonal));
  const sample = el("p", { class: "board-test-number" }, "A023 → 5");
  sample.style.fontSize = `${Math.min(size.number, (width * 0.9) / ems("A023 → 5"))}px`;
  const ruler = el("span", { class: "board-test-ruler" });
  ruler.style.width = `${200 * mm}px`;
  box.replaceChildren(
    el("h2", {}, `${words.test[0]} · ${pick(picture.name)}`),
    sample,
    el("p", {}, `${width} × ${height} px · ${picture.diagonal}″ · ${picture.distance} m`),
    el("p", { class: "board-test-rule" }, ruler, " 200 mm"),
    el("p", { class: "board-test-greys", "aria-hidden": "true" }, Array.from({ length: 11 }, () => el("i"))),
  );
}
