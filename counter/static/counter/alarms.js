// A silent call to colleagues: F9 twice, or a plain button in the bar. Nothing sounds, nothing jumps:
// who calls sees one small line, colleagues a stripe with the counter's name.
import { el, fill, keyed, set, text } from "/static/web/dom.js";

const TWICE = 1000; // ms between the two presses
const $ = (id) => document.getElementById(id);

/** `send(path)` posts, refusals are `refused(error)`; gives draw(alarms), called with each picture. */
export function alarms({ setting, words, send, refused }) {
  const w = words.alarms;
  const base = (counter) => `/counters/${encodeURIComponent(counter)}/alarm`;
  const act = (path) => send(path).catch(refused);
  const raise = () => act(base(setting.counter));
  let pressed = -Infinity;

  // before anything else, and in dialogs and fields too
  document.addEventListener("keydown", (event) => {
    if (event.code !== "F9" || event.repeat) return;
    event.preventDefault();
    const twice = event.timeStamp - pressed < TWICE;
    pressed = twice ? -Infinity : event.timeStamp;
    if (twice) raise();
  }, { capture: true });
  $("alarm").addEventListener("click", raise);
  $("alarm-over").addEventListener("click", () => act(`${base(setting.counter)}/end`));

  return (list) => {
    const mine = list.find((a) => a.counter === setting.counter);
    set($("alarm-mine"), { hidden: !mine });
    text($("alarm-words"), !mine ? "" : mine.acknowledged_by ? fill(w.coming, { helper: mine.acknowledged_by }) : w.told);
    keyed($("alarms"), list.filter((a) => a !== mine), (a) => a.counter, (a) => el("li", {}, el("b"), " ", el("span"), " ",
      el("button", { type: "button", onclick: () => act(`${base(a.counter)}/answer`) }, w.come),
      el("button", { type: "button", onclick: () => act(`${base(a.counter)}/end`) }, w.over)), (li, a) => {
      const [where, who, come, over] = li.children;
      text(where, fill(w.where, { counter: setting.names.counters[a.counter] ?? a.counter }));
      text(who, a.acknowledged_by ? fill(w.helped, { officer: a.officer, helper: a.acknowledged_by }) : a.officer);
      set(come, { hidden: Boolean(a.acknowledged_by) });
      set(over, { hidden: a.acknowledged_by !== setting.me && !(a.acknowledged_by && setting.supervisor) });
    });
  };
}
