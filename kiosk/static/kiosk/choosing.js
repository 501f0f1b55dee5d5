// The screens on which a citizen chooses: services, agencies, grounds of priority.

import { el, text } from "/static/web/dom.js";
import { button, heading } from "/static/kiosk/kiosk.js";
import { Pager } from "/static/kiosk/pager.js";
import { icon } from "/static/kiosk/words.js";

const FIRST = 8; // services on the first screen

/** The list of services as tiles: a touch takes a ticket. */
export function tiles(kiosk, name) {
  const { words } = kiosk;
  return new Pager(words, {
    name,
    key: (id) => id,
    make: (id) => {
      const service = kiosk.service(id);
      return el("button", { type: "button", class: "tile", "data-service": id, onclick: () => kiosk.take(id) },
        el("span", { class: "letters", "aria-hidden": "true" }, service.letters),
        el("span", { class: "name" }, words.pick(service.name)),
        el("span", { class: "persons" }, el("span", {})));
    },
    draw: (node, id) => {
      const service = kiosk.service(id);
      const state = service.open ? "people" : "closed";
      node.classList.toggle("off", !service.open);
      const count = node.lastChild;
      if (count.dataset.state !== state) {
        count.dataset.state = state;
        count.replaceChildren(icon(state), el("span", {}));
      }
      text(count.lastChild, service.open ? people(kiosk, service) : whyNot(kiosk, service));
    },
  });
}

/** How many wait, and how long it will take where that is known. */
function people({ words }, service) {
  if (service.waiting === null) return words.say("Take a number");
  const wait = words.wait(service.wait);
  return wait ? `${words.waiting(service.waiting)} · ${wait}` : words.waiting(service.waiting);
}

/** In a few words, why a service gives no tickets. */
export function whyNot(kiosk, service) {
  const words = {
    service_closed: kiosk.say("Closed for now"),
    quota_reached: kiosk.say("No numbers left today"),
    no_time_left: kiosk.say("No time left today"),
  };
  return words[service.why] ?? kiosk.say("Not available now");
}

/** What has been said so far: a ticket that changes its service, a ground of priority. */
export function banner(kiosk) {
  const say = kiosk.say.bind(kiosk);
  if (kiosk.changing) {
    const left = el("span", { class: "left" });
    const node = el("div", { class: "banner" }, icon("change"),
      el("p", {}, say("Another service for number {number}", { number: kiosk.changing.number }), " ", left),
      button("small", [say("Keep it")], () => kiosk.got(kiosk.changing)));
    node.draw = () => text(left, say("({seconds} s left)", { seconds: kiosk.changeLeft() }));
    node.draw();
    return node;
  }
  if (!kiosk.ground && !kiosk.needs.length) return null;
  const names = helps(kiosk);
  const needs = kiosk.needs.map((need) => names[need]).join(", ");
  return el("div", { class: "banner" }, icon(kiosk.ground ? "priority" : "help"),
    el("p", {},
      kiosk.ground ? el("strong", {}, say("Priority: {ground}", { ground: kiosk.words.pick(kiosk.ground.name) })) : null,
      kiosk.ground ? ` ${say("Please have the papers ready to show.")}` : null,
      needs ? ` ${say("The officer will know: {needs}", { needs })}` : null),
    button("small", [say("Remove")], () => {
      Object.assign(kiosk, { ground: null, needs: [] });
      kiosk.go("start");
    }));
}

/** What the officer should know, in the citizen's words. */
const helps = (kiosk) => ({
  wheelchair: kiosk.say("I use a wheelchair"),
  deaf: kiosk.say("I hear badly or not at all"),
  blind: kiosk.say("I see badly or not at all"),
  language: kiosk.say("I speak another language"),
});

/** What help somebody needs at the counter; more than one touch is more than one need. */
export function needs(kiosk) {
  const names = helps(kiosk);
  const list = new Pager(kiosk.words, {
    name: "grounds",
    key: (need) => need,
    make: (need) => button("tile ground", [el("span", { class: "name" }, names[need]), el("span", { class: "persons" })], () => {
      kiosk.needs = kiosk.needs.includes(need) ? kiosk.needs.filter((n) => n !== need) : [...kiosk.needs, need];
      list.show(Object.keys(names));
    }),
    draw: (node, need) => {
      const chosen = kiosk.needs.includes(need);
      node.setAttribute("aria-pressed", String(chosen));
      text(node.lastChild, chosen ? kiosk.say("✓ The officer will know") : kiosk.say("Touch to say so"));
    },
  });
  return {
    node: el("div", { class: "choose" },
      el("div", { class: "ask" }, heading(kiosk.say("What help do you need at the counter?"))),
      list.node, ways(kiosk)),
    draw: () => list.show(Object.keys(names)),
    close: () => list.close(),
  };
}

/** The first screen: the services most asked for, and the ways to all others. */
export function start(kiosk) {
  const say = kiosk.say.bind(kiosk);
  const list = tiles(kiosk, "first");
  const most = kiosk.picture.first.slice(0, FIRST);
  const top = banner(kiosk);
  const paper = el("p", { class: "paper", hidden: true }, icon("printer"), el("span", {}));
  const find = button("find", [icon("search"), el("span", {}, say("Search for a procedure: birth, land, licence…"))],
    () => kiosk.go("search"));
  const wants = kiosk.ground || kiosk.changing || !kiosk.page.grounds.length;
  const node = el("div", { class: "start" },
    el("div", { class: "ask" },
      heading(say("What do you need today?")),
      el("p", { class: "lead" }, say("Touch a service to take a number."))),
    top, paper, find, list.node,
    el("div", { class: "ways" },
      button("way", [icon("agency"), el("span", {}, say("All agencies"))], () => kiosk.go("agencies")),
      wants ? null : button("way", [icon("priority"), el("span", {}, say("I have priority"))],
        () => kiosk.go("priority")),
      kiosk.needs.length || kiosk.changing ? null : button("way", [icon("help"), el("span", {}, say("I need help"))],
        () => kiosk.go("needs"))));
  return {
    node,
    // the order of the tiles stays while somebody looks at them
    draw: () => {
      list.show(most.filter((id) => kiosk.services.has(id)));
      top?.draw?.();
      const why = kiosk.picture.printer.state;
      const alone = kiosk.alone();
      find.hidden = alone; // it is the hall that searches
      paper.hidden = !alone && !["down", "not_ready"].includes(why);
      text(paper.lastChild, alone ? say("No connection right now: your number will be on the screen, without a slip.")
        : say("No paper slips right now: your number will be on the screen."));
    },
    close: () => list.close(),
  };
}

function chooser(kiosk, name, title, lead, list, draw) {
  const top = banner(kiosk);
  return {
    node: el("div", { class: name },
      el("div", { class: "ask" }, heading(title), lead ? el("p", { class: "lead" }, lead) : null),
      top, list.node, ways(kiosk)),
    draw: () => {
      draw();
      top?.draw?.();
    },
    close: () => list.close(),
  };
}

/** Back to the first screen, keeping what was said so far. */
export function ways(kiosk, ...others) {
  return el("div", { class: "ways" },
    button("way back", [icon("back"), el("span", {}, kiosk.say("Back"))],
      () => kiosk.go(kiosk.name === "agency" ? "agencies" : "start")),
    ...others);
}

/** All agencies of the hall, at most 24 on one screen. */
export function agencies(kiosk) {
  const list = new Pager(kiosk.words, {
    name: "agencies",
    make: (agency) => button("tile agency", [el("span", { class: "name" }, kiosk.words.pick(agency.name)),
      el("span", { class: "persons" }, agency.services.length === 1 ? kiosk.say("1 service")
        : kiosk.say("{n} services", { n: agency.services.length }))],
    () => kiosk.go("agency", agency)),
  });
  return chooser(kiosk, "choose", kiosk.say("Which agency?"), null, list,
    () => list.show(kiosk.page.agencies));
}

/** One agency's services. */
export function agency(kiosk, chosen) {
  const list = tiles(kiosk, "services");
  return chooser(kiosk, "choose", kiosk.words.pick(chosen.name),
    kiosk.say("Touch a service to take a number."), list, () => list.show(chosen.services));
}

/** The grounds of priority a citizen may take without asking anybody. */
export function priority(kiosk) {
  const list = new Pager(kiosk.words, {
    name: "grounds",
    make: (ground) => button("tile ground", [el("span", { class: "name" }, kiosk.words.pick(ground.name)),
      el("span", { class: "persons" }, ground.law)],
    () => {
      kiosk.ground = ground;
      kiosk.go("start");
    }),
  });
  return chooser(kiosk, "choose", kiosk.say("Who has priority?"),
    kiosk.say("The officer will ask to see a paper that shows it."), list,
    () => list.show(kiosk.page.grounds));
}
