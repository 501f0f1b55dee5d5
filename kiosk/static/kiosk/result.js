// The screen with the number: large, with people ahead, where to go, the QR, and the paper's fate.

import { el, text } from "/static/web/dom.js";
import { button, heading } from "/static/kiosk/kiosk.js";
import { icon } from "/static/kiosk/words.js";

const LATE = 6000; // ms after which a slip still not begun is spoken of as missing
const UNREACHED = [
  "refused", "unreachable", "closed", "silent", "offline", "missing", "taken", "agent_gone",
];
const MANY = 6; // counters named one by one

/** "Counters 1, 2, 3" or, where there are many, their areas. */
export function where(kiosk, service) {
  const { words } = kiosk;
  const { counters } = service;
  const areas = [...new Set(counters.map((counter) => words.pick(counter.zone)))];
  if (!counters.length) return kiosk.say("See the board");
  if (counters.length > MANY) return areas.join(", ");
  return counters.map((counter) => words.pick(counter.name)).join(", ");
}

/** What to say of the paper: [state for the style, icon, words]. */
function paper(kiosk, waited) {
  const say = kiosk.say.bind(kiosk);
  const { ticket, picture } = kiosk;
  const job = picture.jobs.find((row) => row.ticket === ticket.id && row.number === ticket.number);
  const down = ["down", "not_ready"].includes(picture.printer.state);
  const keep = say("Please write this number down, or scan the code.");
  if (ticket.print === "none" && !job) return ["screen", "phone", `${say("No paper slip here.")} ${keep}`];
  if (job?.elsewhere && job.state !== "failed" && job.state !== "unconfirmed") {
    const place = kiosk.words.pick(job.elsewhere);
    return ["done", "slip", say("Your slip comes out at another printer: {place}.", { place })];
  }
  if (job?.state === "printed") return ["done", "slip", say("Please take your slip below.")];
  if (job?.state === "unconfirmed") {
    return ["failed", "warning", `${say("The slip may not have come out.")} ${keep}`];
  }
  if (job?.state === "failed" || down || waited > LATE) {
    return ["failed", "warning", `${broken(kiosk, job?.why ?? picture.printer.why)} ${keep}`];
  }
  return ["coming", "printer", say("Your slip is being printed…")];
}

/** What a citizen needs to know of it; staff see more on the dashboard. */
function broken(kiosk, why) {
  const words = String(why ?? "");
  if (/^paper.out/.test(words)) return kiosk.say("The printer is out of paper.");
  if (/^cover/.test(words)) return kiosk.say("The printer's cover is open.");
  if (words === "cutter") return kiosk.say("The printer's cutter is stuck.");
  if (UNREACHED.includes(words)) return kiosk.say("The printer cannot be reached.");
  return kiosk.say("The printer does not work right now.");
}

export function result(kiosk, { old }) {
  const say = kiosk.say.bind(kiosk);
  const { ticket, words } = kiosk;
  const service = kiosk.service(ticket.service);
  const fate = el("p", { class: "fate", role: "status" });
  const changing = el("span", { class: "left" });
  const closing = el("p", { class: "closing" });
  const change = button("way", [icon("change"), el("span", {}, say("Change service"), " ", changing)], () => {
    kiosk.changing = ticket;
    kiosk.go("start");
  });
  const fact = (name, term, value) => el("div", { class: `fact ${name}` },
    el("dt", {}, term), el("dd", {}, value));
  let failed = false;
  const opened = performance.now();
  const screen = {
    node: el("div", { class: "result" },
      el("div", { class: "ticket" },
        heading(say("Your number")),
        el("p", { class: "number", "data-ticket": ticket.id, "data-long": ticket.number.length > 4 }, ticket.number),
        old ? el("p", { class: "old" }, say("Number {number} is no longer valid.", { number: old })) : null,
        el("p", { class: "what" }, words.pick(service.name),
          ticket.class === "regular" ? null : el("strong", { class: "class" }, icon("priority"), say("Priority")))),
      fate,
      el("div", { class: "facts" },
        el("dl", {},
          fact("ahead", say("People before you"), String(ticket.ahead ?? "–")),
          ticket.wait ? fact("wait", say("Expected wait"), words.wait(ticket.wait)) : null,
          fact("where", say("Go to"), where(kiosk, service))),
        el("figure", { class: "track" },
          el("img", {
            src: `${ticket.track_url}/qr.svg?${words.language}`,
            alt: say("QR code: follow number {number} on your phone", { number: ticket.number }),
          }),
          el("figcaption", {}, say("Follow your turn on your phone")))),
      el("div", { class: "ways" }, change,
        button("way main", [icon("check"), el("span", {}, say("Done"))], () => kiosk.home())),
      closing),
    draw: () => {
      const [state, sign, said] = paper(kiosk, performance.now() - opened);
      failed = state === "failed" || state === "screen";
      screen.node.classList.toggle("no-paper", failed);
      if (fate.dataset.state !== state || fate.lastChild?.textContent !== said) {
        fate.dataset.state = state;
        fate.replaceChildren(icon(sign), el("span", {}, said));
      }
      const left = kiosk.changeLeft();
      change.hidden = left <= 0;
      text(changing, say("({seconds} s left)", { seconds: left }));
      text(closing, say("This screen closes in {seconds} s.", { seconds: Math.max(0, Math.ceil(kiosk.holdLeft())) }));
    },
    /** Seconds this screen stays without a touch: longer where the screen is all there is. */
    hold: () => (failed ? kiosk.page.times.hold_failed : kiosk.page.times.hold),
  };
  return screen;
}
