// The screens that say why there is no ticket, and what to do instead. Never a browser's error.

import { el, text } from "/static/web/dom.js";
import { button, heading } from "/static/kiosk/kiosk.js";
import { icon } from "/static/kiosk/words.js";

function sheet(kiosk, sign, title, lines, ...ways) {
  return el("div", { class: "trouble" }, icon(sign), heading(title),
    ...lines.filter(Boolean).map((line) => el("p", { class: "lead" }, line)),
    el("div", { class: "ways" }, ...ways));
}

const desk = (kiosk) => kiosk.say("Please go to the help desk: they will give you a number.");

/** The number is on its way, but takes longer than usual. */
export const taking = (kiosk, { service }) => ({
  node: el("div", { class: "trouble taking", "aria-busy": "true" }, icon("clock"),
    heading(kiosk.say("Taking your number…")),
    el("p", { class: "lead" }, kiosk.words.pick(service.name)),
    el("p", {}, kiosk.say("Please wait a moment, do not touch again."))),
});

/** After a touch whose outcome is unknown: the same choice once more, with the same key. */
const again = (kiosk, detail) => (detail?.again
  ? [button("way main", [icon("change"), el("span", {}, kiosk.say("Try again"))], detail.again)] : []);
const passing = (kiosk, detail) => (detail?.again ? () => kiosk.page.times.hold_failed : null);

/** The server does not answer. */
export const gone = (kiosk, detail) => ({
  node: sheet(kiosk, "offline", kiosk.say("This machine has lost its connection"), [desk(kiosk)],
    ...again(kiosk, detail)),
  hold: passing(kiosk, detail),
});

/** The server answers, but the hall can't take anything in. */
export const stopped = (kiosk, detail) => ({
  node: sheet(kiosk, "desk", kiosk.say("Numbers can't be given right now"), [
    desk(kiosk), kiosk.say("This machine goes on by itself as soon as it can."),
  ], ...again(kiosk, detail)),
  hold: passing(kiosk, detail),
});

/** The device's key is no longer good. */
export const unpaired = (kiosk) => ({
  node: sheet(kiosk, "key", kiosk.say("This machine is not paired with the hall"), [
    desk(kiosk), kiosk.say("For the staff: pair it again."),
  ], el("a", { class: "way button", href: `/pair?next=${encodeURIComponent(location.pathname)}` },
    kiosk.say("Pair this machine"))),
});

/** Staff have locked this kiosk. */
export const locked = (kiosk) => ({
  node: sheet(kiosk, "desk", kiosk.say("Please go to the help desk"), [
    kiosk.say("This machine gives no numbers now."), kiosk.say("The staff there will give you a number."),
  ]),
});

/** Outside the hours: when it opens. */
export const closed = (kiosk) => {
  const when = el("p", { class: "lead when" });
  const { hall, stopped: enough } = kiosk.picture;
  return {
    node: sheet(kiosk, "clock", enough ? kiosk.say("No more numbers today") : kiosk.say("The hall gives no numbers now"),
      [enough, hall.reason ? kiosk.words.pick(hall.reason) : null, when]),
    draw: () => {
      const at = kiosk.picture.hall.opens_at;
      text(when, at ? kiosk.say("It opens at {time}.", {
        time: kiosk.words.time(at, kiosk.page.timezone, kiosk.now()),
      }) : kiosk.say("Please ask at the help desk."));
    },
  };
};

/** The rules say no to this choice; another one may do. */
export const refused = (kiosk, { code, service, wait }) => {
  const say = kiosk.say.bind(kiosk);
  const name = kiosk.words.pick(service.name);
  const reason = kiosk.picture.services[service.id]?.reason;
  const { opens_at: opens } = kiosk.picture.hall;
  const words = {
    service_closed: [say("This service takes no numbers now"), [name, reason]],
    quota_reached: [say("No numbers are left for this service today"), [name, say("Please come again on the next working day.")]],
    no_time_left: [say("Those who wait already will take all of today's time"), [name, say("Please come again on the next working day.")]],
    hall_closed: [say("The hall gives no numbers now"), [opens && say("It opens at {time}.", {
      time: kiosk.words.time(opens, kiosk.page.timezone, kiosk.now()),
    })]],
    kiosk_locked: [say("Please go to the help desk"), [say("This machine gives no numbers now.")]],
    stopped_for_today: [say("No more numbers today"), [kiosk.picture.stopped]],
    too_many_tickets: [say("This machine has given many numbers in a short time"), [say("Please wait a moment or ask at the help desk.")]],
    person_has_enough: [say("You have today's numbers already"), [say("Please use the number you have, or ask at the help desk.")]],
    identity_needed: [say("Please go to the help desk"), [name, say("Without the card's number, the staff there will give you a number.")]],
    too_many: [say("Please wait a moment"), [wait ? say("Try again in {seconds} s.", { seconds: wait }) : null]],
    too_late: [say("It is too late to change the service"), [say("Please ask at the help desk.")]],
    illegal_move: [say("This number has been called already"), [say("Please go to the counter on the board.")]],
  }[code] ?? [say("This service takes no numbers now"), [name, say("Please ask at the help desk.")]];
  return {
    node: sheet(kiosk, "closed", words[0], words[1],
      button("way main", [icon("back"), el("span", {}, say("Choose another service"))],
        () => (kiosk.changing && code !== "service_closed" ? kiosk.got(kiosk.changing) : kiosk.go("start")))),
    hold: () => kiosk.page.times.hold,
  };
};
