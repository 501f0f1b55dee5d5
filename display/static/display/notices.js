// notices.js: sentences on the board: the hall's state, the message of the day, an urgent notice.
// Whole pages of words, 8 s each: nothing ever runs across a board.

import { ems } from "/static/display/layout.js";

export const PAGE = 8000; // ms a page stays
const SPACES = /[^\S\u00a0]+/; // what a no-break space joins stays together

/** Words in pages of at most `lines` lines of `px` type in `width` px. */
export function pagesOfText(words, width, px, lines, weight = 600) {
  const most = width / px;
  const rows = [""];
  for (const word of words.split(SPACES).filter(Boolean)) {
    const longer = rows.at(-1) ? `${rows.at(-1)} ${word}` : word;
    if (!rows.at(-1) || ems(longer, weight) <= most) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  const pages = [];
  for (let i = 0; i < rows.length; i += lines) pages.push(rows.slice(i, i + lines).join("\n"));
  return pages;
}

/** Which of `n` pages is on now. The first comes back whenever `key` is another. */
export class Turn {
  at(n, key) {
    const now = performance.now();
    if (key !== this.key) [this.key, this.since] = [key, now];
    return n ? Math.floor((now - this.since) / PAGE) % n : 0;
  }
}

/** Every sentence in each of the hall's languages: [{language, words}]. */
export const spoken = (languages, ...texts) =>
  texts.flatMap((said) => languages.filter((name) => said?.[name]).map((name) => ({ language: name, words: said[name] })));

/**
 * The largest type at which a notice is seen whole in a box, never below `least`: {px, pages}.
 */
export function filling(words, width, height, least, most) {
  const line = 1.2;
  for (let px = most; px > least; px *= 0.92) {
    const lines = Math.floor(height / (px * line));
    const widest = Math.max(...words.split(SPACES).map((word) => ems(word, 700)));
    if (lines >= 1 && widest * px <= width && pagesOfText(words, width, px, lines, 700).length === 1)
      return { px: Math.floor(px), pages: pagesOfText(words, width, px, lines, 700) };
  }
  return { px: least, pages: pagesOfText(words, width, least, Math.max(1, Math.floor(height / (least * line))), 700) };
}
