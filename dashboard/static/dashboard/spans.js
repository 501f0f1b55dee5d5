// Spans in words: minutes, and from two hours on hours, as a manager would say them.
import { fill } from "/static/web/dom.js";

const HOURS = 120; // minutes from which hours are told

/** {span(ms), rough(ms), range(from s, to s)} in the words and the language of a page. */
export function spans(words, language) {
  const number = new Intl.NumberFormat(language);
  const one = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

  function span(ms) {
    const all = Math.floor(ms / 60_000);
    if (all < 1) return words.under_a_minute;
    if (all < HOURS) return fill(words.minutes, { n: number.format(all) });
    return fill(words.hours, { h: number.format(Math.floor(all / 60)), n: all % 60 });
  }

  /** Short, for a wall. */
  const rough = (ms) => (ms < HOURS * 60_000 ? span(ms) : fill(words.hours_about, { n: one.format(ms / 3_600_000) }));

  function range(from, to) {
    const [low, high] = [from, to].map((s) => Math.round(s / 60));
    if (high >= HOURS) return fill(words.range_hours, { low: one.format(low / 60), high: one.format(high / 60) });
    return low === high ? fill(words.minutes, { n: number.format(high) }) : fill(words.range, { low: number.format(low), high: number.format(high) });
  }

  return { span, rough, range };
}
