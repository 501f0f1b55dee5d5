// Words of the kiosk and of the ticket's page: message ids are English, translations come embedded.

import { fill } from "/static/web/dom.js";

/** say("{n} people waiting", {n: 3}) in the language chosen; texts of the config by pick({vi, en}). */
export class Words {
  constructor(catalogues, languages) {
    this.catalogues = catalogues;
    this.languages = languages;
    this.language = languages[0];
  }

  use(language) {
    this.language = this.languages.includes(language) ? language : this.languages[0];
    document.documentElement.lang = this.language;
    for (const node of document.querySelectorAll("[data-say]")) node.textContent = this.say(node.dataset.say);
    for (const node of document.querySelectorAll("[data-say-label]")) {
      node.setAttribute("aria-label", this.say(node.dataset.sayLabel));
    }
  }

  say(message, values) {
    return fill(this.catalogues[this.language]?.[message] ?? message, values);
  }

  pick(text) {
    return text?.[this.language] ?? text?.[this.languages[0]] ?? Object.values(text ?? {})[0] ?? "";
  }

  /** How many people wait, as a phrase. */
  waiting(n) {
    if (n === 0) return this.say("No one waiting");
    return n === 1 ? this.say("1 person waiting") : this.say("{n} people waiting", { n });
  }

  /** A promised wait in sentences, an apology before it where the last promise was broken. */
  expected(wait) {
    if (!wait) return "";
    const said = {
      soon: this.say("It is nearly your turn."),
      range: this.say("Expected wait: {low}–{high} minutes.", wait),
      long: this.say("More than 60 minutes, expected after {clock}.", wait),
    }[wait.kind] ?? "";
    return `${this.apology(wait)} ${said}`.trim();
  }

  /** Beside every state of waiting, also to the next in line. */
  apology(wait) {
    return wait?.late ? this.say("We are later than we promised: we are sorry.") : "";
  }

  /** The same in a few words, for a button. */
  wait(wait) {
    if (!wait) return "";
    return {
      soon: this.say("soon your turn"),
      range: this.say("{low}–{high} min", wait),
      long: this.say("after {clock}", wait),
    }[wait.kind] ?? "";
  }

  /** "07:30" today, "07:30, Monday 23/11" another day. `at` RFC 3339 or ms, in the hall's zone. */
  time(at, zone, now) {
    const when = new Date(at);
    const day = (d, more) => new Intl.DateTimeFormat(this.locale, { timeZone: zone, ...more }).format(d);
    const clock = day(when, { hour: "2-digit", minute: "2-digit", hour12: false });
    const date = { weekday: "long", day: "2-digit", month: "2-digit" };
    return day(when, date) === day(new Date(now), date) ? clock : `${clock}, ${day(when, date)}`;
  }

  get locale() {
    return this.language === "en" ? "en-GB" : this.language;
  }
}

/** An icon of the page's own sprite: it is there when the server is not. Words beside it say the same. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}
