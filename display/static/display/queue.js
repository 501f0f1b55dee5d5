// queue.js: the voice's queue, in the order of the calls. Pure: arrays in, arrays out.
//
// A call is {seq, at, call: {number, counter, again}, words, short, spare, repeat}.

export const BEHIND = 3; // more calls than these waiting: number and counter only
export const TOO_OLD = 20000; // ms: not spoken after a connection or the sound comes back

const WHOLE = 20; // a picture with fewer calls shows all of the day

export const key = (item) => `${item.seq}@${item.at}`;

/**
 * The queue with a new call in its place. A recall is dropped when a later call of the same number,
 * or to the same counter, makes it untrue or needless; a first call never is.
 */
export function enqueue(queue, item) {
  if (queue.some((other) => key(other) === key(item))) return queue;
  const all = [...queue, item].sort((a, b) => a.seq - b.seq);
  return all.filter((it) => !it.call.again || !all.some((later) => supersedes(later, it)));
}

const supersedes = (later, it) =>
  later.seq > it.seq &&
  (later.call.number === it.call.number || later.call.counter === it.call.counter);

/** The queue without calls that were taken back: a picture made after them doesn't show them. */
export function withoutUndone(queue, picture, at) {
  const shown = new Set(picture.now.map((call) => call.number));
  const oldest = picture.now.length < WHOLE ? -1 : Math.min(...picture.now.map((call) => call.seq));
  return queue.filter((it) => it.test || it.at > at || it.seq < oldest || shown.has(it.call.number));
}

/** Is the voice so far behind that it must be brief? `left`: calls waiting behind this one. */
export const brief = (left) => left > BEHIND;

/**
 * What can be played of a call: {clips: {language: [keys]}, way}. `has(language, key)` says whether
 * a clip is there. In the hall's own way, else digit by digit, else the chime.
 */
export function playable(item, short, has) {
  const ways = short ? { short: item.short, spare: item.spare } : { words: item.words, spare: item.spare };
  const first = Object.keys(item.words)[0] ?? "vi";
  for (const [way, lists] of Object.entries(ways)) {
    if (!lists || !lists[first]) continue;
    const whole = Object.entries(lists).filter(([language, keys]) => keys.every((k) => has(language, k)));
    if (whole.some(([language]) => language === first)) return { way, clips: Object.fromEntries(whole) };
  }
  return { way: "chime", clips: { [first]: ["chime"] } };
}
