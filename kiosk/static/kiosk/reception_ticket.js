// A ticket somebody asks about: its state, who is before it and why, and what reception may do.

import { el, set, text } from "/static/web/dom.js";
import { ask } from "/static/kiosk/reception_ask.js";
import { needOf, slipOf, stateOf } from "/static/kiosk/reception_words.js";

const $ = (id) => document.getElementById(id);
const OPEN = ["waiting", "called", "serving", "on_hold", "no_show"];

export class Found {
  constructor({ page, words, act, tell, link, desk }) {
    Object.assign(this, { page, words, act, tell, link, desk });
    this.say = words.say.bind(words);
    this.topic = null;
    this.ticket = null;
  }

  wire() {
    $("large-leave").addEventListener("click", () => $("large").close());
  }

  /** Follows a ticket; `channel` where it was taken just now. */
  show(id, channel) {
    if (this.topic) this.link.unwatch(this.topic);
    this.topic = `desk/${id}`;
    this.ticket = null;
    this.channel = channel;
    this.link.watch(this.topic, (news) => {
      const first = !this.ticket;
      this.ticket = news;
      this.draw();
      if (!first) return;
      set($("ticket"), { hidden: false });
      $("ticket").focus();
      $("ticket").scrollIntoView({ block: "nearest" });
      if (channel === "mobile") this.large();
    });
  }

  leave() {
    if (this.topic) this.link.unwatch(this.topic);
    this.topic = this.ticket = null;
    set($("ticket"), { hidden: true });
  }

  state(t) {
    return stateOf(this.say, t.state);
  }

  time(at) {
    return new Date(at).toLocaleTimeString(this.words.locale, { timeZone: this.page.zone, hour: "2-digit", minute: "2-digit" });
  }

  draw() {
    const { ticket: t, page, say } = this;
    if (!t) return;
    text($("just"), this.channel ? say("Taken just now") : t.void.length ? say("Before: {numbers} (void)", { numbers: t.void.join(", ") }) : "");
    text($("ticket-number"), t.number);
    text($("ticket-state"), this.state(t));
    set($("ticket-state"), { "data-state": t.state });
    text($("ticket-where"), t.counter ? page.counters[t.counter] ?? t.counter : "");
    text($("ticket-service"), page.services[t.service] ?? t.service);
    const ahead = t.state !== "waiting" ? "" : t.ahead ? say("{n} before this one", { n: t.ahead }) : say("the next in line");
    const minutes = (s) => Math.max(1, Math.round(s / 60));
    text($("ticket-facts"), [
      say("taken at {time}", { time: this.time(t.issued_at) }), ahead,
      t.estimate && t.state === "waiting" && say("about {from} to {to} minutes", { from: minutes(t.estimate.p50), to: minutes(t.estimate.p80) }),
      t.class !== "regular" && (page.ground_names[t.ground] ?? t.class), ...t.needs.map((need) => needOf(say, need)),
      t.slot && say("appointment at {time}", { time: this.time(t.slot) }), t.returned && say("came back after a no-show"),
      t.then.length && say("then: {services}", { services: t.then.map((id) => page.services[id] ?? id).join(", ") }),
      t.ended_at && say("ended at {time}", { time: this.time(t.ended_at) }),
    ].filter(Boolean).join(" · "));
    text($("ticket-why"), OPEN.includes(t.state) ? t.sentence[page.language] ?? "" : "");
    text($("ticket-note"), t.note ?? "");
    set($("ticket-note"), { hidden: !t.note });
    const slip = t.slips.at(-1);
    text($("ticket-slip"), slip ? [slip.reprint && say("Reprint"), slipOf(say, slip.state), page.printers[slip.printer] ?? slip.printer].filter(Boolean).join(" · ") : say("no slip printed"));
    const paperless = !slip || ["failed", "unconfirmed"].includes(slip.state);
    set($("ticket-qr"), { hidden: !paperless || !OPEN.includes(t.state) });
    const qr = `${t.track_url}/qr.svg`;
    for (const image of [$("ticket-qr").firstElementChild, $("large-qr")]) if (image.getAttribute("src") !== qr) image.setAttribute("src", qr);
    text($("large-number"), t.number);
    text($("large-service"), page.services[t.service] ?? t.service);
    this.drawActs(t);
  }

  drawActs(t) {
    const { say, page } = this;
    const waiting = t.state === "waiting", here = OPEN.includes(t.state);
    const acts = [
      [say("Show it large"), here, () => this.large()],
      [say("Print again"), here && Object.keys(page.printers).length, () => this.reprint()],
      [say("Back in line"), t.state === "no_show" && !t.returned, () => this.act(`/tickets/${t.id}/return`, {}, say("{number} is back in line", { number: t.number }))],
      [say("Change the service"), waiting, () => this.change()],
      [say("Priority"), waiting && page.grounds.length, () => this.grant()],
      [say("Note"), here, () => this.note()],
      [say("Cancel the ticket"), ["waiting", "on_hold", "no_show"].includes(t.state), () => this.cancel()],
    ].filter(([, may]) => may);
    const names = acts.map(([name]) => name).join("|");
    if ($("acts").dataset.names === names) {
      acts.forEach(([, , fn], i) => ($("acts").children[i].onclick = fn));
      return;
    }
    const at = document.activeElement?.parentElement === $("acts");
    $("acts").dataset.names = names;
    $("acts").replaceChildren(...acts.map(([name, , fn]) => Object.assign(el("button", { type: "button" }, name), { onclick: fn })));
    if (at) $("ticket").focus(); // what was pressed is not possible any more: the focus stays here
  }

  large() {
    if (!$("large").open) $("large").showModal();
  }

  reprint() {
    const { ticket: t, page, say } = this;
    const printers = Object.entries(page.printers).map(([id, name]) => [id, name]);
    return ask(say, {
      title: say("Print {number} again", { number: t.number }), words: say("The slip is marked as a reprint."), act: say("Print"),
      fields: [{ name: "printer", label: say("Printer"), options: printers, value: t.printer ?? localStorage.getItem("reception.printer") ?? "" }],
      send: ({ printer }) => this.act(`/tickets/${t.id}/reprint`, { printer }, say("{number} is printed again", { number: t.number })),
    });
  }

  change() {
    const { ticket: t, page, say } = this;
    const services = this.desk()?.services ?? {};
    const others = Object.entries(page.services).filter(([id]) => id !== t.service && services[id]?.open !== false);
    return ask(say, {
      title: say("Another service for {number}", { number: t.number }), words: say("It gets a new number, the old one is void. The time of waiting stays."), act: say("Change the service"),
      fields: [{ name: "service", label: say("Service"), options: others }],
      send: ({ service }) => this.act(`/tickets/${t.id}/change-service`, { service }, say("The service is changed.")),
    });
  }

  grant() {
    const { ticket: t, page, say } = this;
    const none = t.class === "regular" ? [] : [["", say("none: take the priority away")]];
    const grounds = page.grounds.map((g) => [g.id, g.class === "urgent" ? `${g.name} – ${say("urgent, before everybody")}` : g.name]);
    const urgent = page.grounds.some((g) => g.class === "urgent") && page.supervisor;
    return ask(say, {
      title: say("Priority for {number}", { number: t.number }), words: say("It is written down with your name."), act: say("Grant"),
      fields: [{ name: "ground", label: say("Ground"), options: [...grounds, ...none], value: t.ground ?? "" },
        ...(urgent ? [{ name: "reason", label: say("Reason, where it is urgent"), max: 200 }] : [])],
      send: ({ ground, reason }) => {
        const klass = page.grounds.find((g) => g.id === ground)?.class ?? "regular";
        return this.act(`/tickets/${t.id}/grant`, { class: klass, ground: ground || null, reason: reason || null }, say("Priority is written down."));
      },
    });
  }

  note() {
    const { ticket: t, say } = this;
    return ask(say, {
      title: say("Note on {number}", { number: t.number }), words: say("Every officer who serves this ticket sees it. Nothing that is not needed."), act: say("Keep"),
      fields: [{ name: "note", label: say("Note for the officer"), long: true, max: 500, value: t.note ?? "" }],
      send: ({ note }) => this.act(`/tickets/${t.id}/note`, { note }, say("The note is kept.")),
    });
  }

  cancel() {
    const { ticket: t, say } = this;
    return ask(say, {
      title: say("Cancel {number}?", { number: t.number }), words: say("The place in line is given up. This cannot be taken back."), act: say("Cancel the ticket"),
      fields: [],
      send: () => this.act(`/tickets/${t.id}/cancel`, {}, say("{number} is cancelled", { number: t.number })),
    });
  }
}
