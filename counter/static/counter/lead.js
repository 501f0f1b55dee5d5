// One officer, one counter, several tabs of a browser: one of them leads, the others follow along and
// let nothing be pressed, until somebody says "work here" in one of them or the leader is gone.

const ASK = 200; // ms a new tab waits for the leader's answer
const AGAIN = 15000; // ms: a tab that led and reloads itself leads again
const LOOK = 2500; // ms between two looks of a follower whether there still is one

export class Lead {
  /** `changed(leads)` is called whenever it becomes another; nobody leads before the first call. */
  constructor(name, changed) {
    this.id = `${Date.now()}-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    this.changed = changed;
    this.leads = null;
    this.since = 0; // claimed at: two tabs restored at once claim at once
    this.wire = new BroadcastChannel(name);
    this.wire.onmessage = ({ data }) => this.hear(data);
    const led = Number(sessionStorage.getItem(name));
    sessionStorage.removeItem(name);
    if (Date.now() - led < AGAIN) this.take();
    else this.ask();
    setInterval(() => this.leads === false && this.ask(), LOOK);
    addEventListener("pagehide", () => {
      if (!this.leads) return;
      sessionStorage.setItem(name, Date.now());
      this.say("gone");
    });
    addEventListener("pageshow", (event) => event.persisted && this.ask());
  }

  say(kind) {
    this.wire.postMessage({ kind, id: this.id });
  }

  /** Is anybody there? Nobody: this tab leads. */
  ask() {
    clearTimeout(this.timer);
    this.say("who");
    this.timer = setTimeout(() => {
      this.since = performance.now();
      this.say("claim");
      this.become(true);
    }, ASK);
  }

  /** The officer wants to work in this tab. */
  take() {
    clearTimeout(this.timer);
    this.since = -Infinity;
    this.say("take");
    this.become(true);
  }

  hear({ kind, id }) {
    if (kind === "gone" && this.leads === false) this.ask();
    if (kind === "take") this.follow();
    if (kind === "mine" && !(this.leads && this.claimed() && this.id < id)) this.follow();
    if (kind === "who" && this.leads) this.say("mine");
    if (kind === "claim" && this.leads) {
      if (this.claimed() && id < this.id) this.follow();
      else this.say("mine");
    }
  }

  claimed() {
    return performance.now() - this.since < 2 * ASK;
  }

  follow() {
    clearTimeout(this.timer);
    this.become(false);
  }

  become(leads) {
    if (this.leads === leads) return;
    this.leads = leads;
    this.changed(leads);
  }
}
