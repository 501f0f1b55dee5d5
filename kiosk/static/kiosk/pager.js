// A list that never scrolls: as many items as fit, the rest on further pages with large buttons.

import { el, text } from "/static/web/dom.js";
import { icon } from "/static/kiosk/words.js";

export class Pager {
  /** make(item) → node; draw(node, item) at once and at each picture; key(item) → string. */
  constructor(words, { make, draw = () => {}, key = (item) => item.id, name }) {
    Object.assign(this, { words, make, draw, key, items: [], nodes: new Map(), starts: [0], page: 0 });
    this.list = el("ul", { class: `list ${name}` });
    this.back = el("button", { type: "button", class: "turn", onclick: () => this.turn(-1) });
    this.ahead = el("button", { type: "button", class: "turn", onclick: () => this.turn(1) });
    this.where = el("p", { class: "page-of", "aria-live": "polite" });
    this.bar = el("div", { class: "turns", hidden: true }, this.back, this.where, this.ahead);
    this.node = el("div", { class: "pager" }, this.list, this.bar);
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.node);
    document.fonts.addEventListener("loadingdone", this.refit = () => this.fit());
  }

  /** Shows these items, from the first page if they are others than before. */
  show(items) {
    const same = items.length === this.items.length &&
      items.every((item, at) => this.key(item) === this.key(this.items[at]));
    this.items = items;
    if (same) {
      for (const item of items) this.draw(this.nodes.get(this.key(item)).firstChild, item);
      return;
    }
    this.nodes = new Map(items.map((item) => {
      const node = el("li", {}, this.make(item));
      this.draw(node.firstChild, item);
      return [this.key(item), node];
    }));
    this.page = 0;
    this.fit();
  }

  /** Finds out which items fit together on a page, in the size and language of now. */
  fit() {
    if (!this.node.isConnected || !this.node.clientHeight) return;
    this.bar.hidden = true;
    this.starts = [0];
    let end = this.fill(0);
    if (end < this.items.length) {
      this.label();
      this.bar.hidden = false;
      for (end = this.fill(0); end < this.items.length; end = this.fill(end)) this.starts.push(end);
    }
    this.page = Math.min(this.page, this.starts.length - 1);
    this.paint();
  }

  /** Puts items from `start` into the list until it is full; tells the first that did not fit. */
  fill(start) {
    this.list.replaceChildren();
    for (let at = start; at < this.items.length; at += 1) {
      this.list.append(this.nodes.get(this.key(this.items[at])));
      if (at > start && this.list.scrollHeight > this.list.clientHeight + 1) return at;
    }
    return this.items.length;
  }

  paint() {
    const items = this.items.slice(this.starts[this.page], this.starts[this.page + 1]);
    this.list.replaceChildren(...items.map((item) => this.nodes.get(this.key(item))));
    this.back.disabled = this.page === 0;
    this.ahead.disabled = this.page === this.starts.length - 1;
    const values = { page: this.page + 1, pages: this.starts.length };
    text(this.where, this.bar.hidden ? "" : this.words.say("Page {page} of {pages}", values));
  }

  label() {
    this.back.replaceChildren(icon("back"), this.words.say("Previous"));
    this.ahead.replaceChildren(this.words.say("More"), icon("next"));
  }

  turn(by) {
    this.page = Math.max(0, Math.min(this.starts.length - 1, this.page + by));
    this.paint();
  }

  close() {
    this.watch.disconnect();
    document.fonts.removeEventListener("loadingdone", this.refit);
  }
}
