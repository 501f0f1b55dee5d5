// layout.js: sizes from the panel and the distance, so that the farthest seat can read the board.

const MM_A_METRE = { number: 10, rest: 5 }; // cap height; the called number and counter; the rest
export const DENSE = 15.5; // lines of small type: a panel with fewer shows one language
export const NARROW = 20; // em of small type: a narrower panel, such as one on its side, likewise
const FONT = '"Be Vietnam Pro", "Noto Sans", "DejaVu Sans", sans-serif';
const pen = document.createElement("canvas").getContext("2d");

/** CSS pixels a millimetre of a panel that this window fills. `diagonal` in inches. */
export const perMillimetre = (width, height, diagonal) =>
  Math.hypot(width, height) / (25.4 * diagonal);

/** Cap height of a font, as a share of its size: of capitals and digits the lowest. */
export function capShare(weight = 700) {
  pen.font = `${weight} 200px ${FONT}`;
  return Math.min(...["H", "E", "0", "1"].map((sign) => pen.measureText(sign).actualBoundingBoxAscent)) / 200;
}

/** Width of words in em. */
export function ems(words, weight = 700) {
  pen.font = `${weight} 100px ${FONT}`;
  return pen.measureText(words).width / 100;
}

/**
 * Font sizes in px: `number` for the called number and counter, `rest` for everything else; `lines`:
 * how many lines of `rest` the panel is high, which says how much can be shown.
 */
export function sizes({ width, height, diagonal, distance }) {
  const mm = perMillimetre(width, height, Number(diagonal));
  const size = (perMetre, weight) => Math.ceil((perMetre * distance * mm) / capShare(weight));
  const rest = size(MM_A_METRE.rest, 600);
  return { number: size(MM_A_METRE.number, 700), rest, lines: height / rest };
}

/**
 * Is there room for pictures beside the calls, with the calls at their size? The same reckoning as
 * config.yaml's check (settings/checks/boards.py), with the numbers that are called.
 */
export function mediaFits({ number, rest, calls, width, height }) {
  const upright = height > width;
  const numbers = Math.max(ems("A000"), ...calls.map((call) => ems(call.number)));
  const places = Math.max(ems("88"), ...calls.map((call) => ems(call.label ?? "")));
  const row = number * (numbers + places + 0.95) + rest * 1.6;
  const room = (height - rest * 3.9) * (upright ? 0.6 : 1);
  return width * (upright ? 1 : 0.5) - rest * 0.8 >= row && room >= number * 1.3 + rest * 4.6;
}

/**
 * How a list of earlier calls fits a box: {columns, rows, size}, the largest type at which all of
 * `count` are seen, else as many as fit at the smallest, the others on further pages.
 * `wide`: em of the widest row; `least`, `most`: type in px.
 */
export function fit({ width, height, count, wide, least, most, line = 1.22, gap = 0.6 }) {
  let best = null;
  for (const columns of [1, 2]) {
    const widest = Math.floor((width - (columns - 1) * gap * least) / columns / wide);
    if (widest < least && columns > 1) continue;
    const rows = Math.max(1, Math.floor(height / (least * line)));
    const needed = Math.ceil(count / columns);
    const seen = Math.min(count, rows * columns);
    const size = Math.max(least, Math.min(most, widest, Math.floor(height / (Math.min(rows, needed) || 1) / line)));
    if (!best || seen > best.seen || (seen === best.seen && size > best.size)) {
      best = { columns, rows: Math.max(1, Math.floor(height / (size * line))), size, seen };
    }
  }
  return best;
}
