// The kiosk's own numbers, for the time when it cannot reach the hall: asked for beforehand, given one
// by one, told to the hall afterwards. Kept in the browser's storage: a number is written down there
// before anybody sees it, and stays until the hall has answered for it.

import { HallError, newKey, post } from "/static/web/api.js";

const PAUSE = 5000; // ms between two tries of telling the hall
// the hall's last word on a number: entered already (by the desk), of a day that is over, of what it
// offers no more; whatever else it answers, it is asked again
const FINAL = ["illegal_move", "unknown_number", "hall_closed", "bad_request", "unknown_service", "unknown_ground"];

export class Reserve {
  /** `size`: how many numbers of a series this kiosk may hold; 0: it has no reserve. */
  constructor(kiosk, size) {
    this.kiosk = kiosk;
    this.name = `hall-reserve-${kiosk}`;
    this.off = !size;
    this.busy = false;
    this.next = 0; // performance.now() of the next try
    this.asked = null; // until when (ms) what the hall has set apart is good
    this.read();
  }

  /** Another page of this browser may have given numbers meanwhile. */
  read() {
    try {
      this.kept = JSON.parse(localStorage.getItem(this.name)) ?? null;
    } catch {
      this.kept = null; // no storage, or not ours
    }
    this.kept ??= { holder: newKey(), date: null, from: 0, until: 0, series: {}, given: [], used: [] };
    return this.kept;
  }

  /** False where it could not be written down: then it has not happened. */
  write() {
    try {
      localStorage.setItem(this.name, JSON.stringify(this.kept));
      return true;
    } catch {
      return false;
    }
  }

  good(now) {
    return !this.off && this.kept.from <= now && now < this.kept.until;
  }

  /** Whether there is a number for this service. Where a card is asked for, the hall must be asked. */
  has(service, now) {
    return this.good(now) && !service.asks && (this.kept.series[service.series]?.length ?? 0) > 0;
  }

  any(services, now) {
    return services.some((service) => this.has(service, now));
  }

  /** The next number for a service, written down; null if there is none. `choice`: class, ground, … */
  give(service, now, choice) {
    const kept = this.read();
    if (!this.has(service, now)) return null;
    const number = kept.series[service.series].shift();
    const entry = { number, service: service.id, at: new Date(now).toISOString(), ...choice };
    kept.given.push({ key: newKey(), date: kept.date, entry });
    kept.used.push(number);
    if (this.write()) return entry;
    this.off = true;
    return null;
  }

  /** While the hall can be reached: tells it what was given, then has the reserve filled up. */
  async settle(open, now) {
    if (this.off || this.busy || performance.now() < this.next) return;
    if (!this.kept.given.length && (!open || (this.asked !== null && now < this.asked))) return;
    this.busy = true;
    this.next = performance.now() + PAUSE;
    try {
      await this.tell();
      if (open) await this.fill();
    } catch (error) {
      if (!(error instanceof HallError)) throw error;
      if (error.code === "not_allowed") this.off = true; // an admin looks at this page
      this.next = performance.now() + Math.max(PAUSE, (error.retry_after ?? 0) * 1000);
    } finally {
      this.busy = false;
    }
  }

  /** One after the other, in the order they were given; each once, whatever becomes of the reply. */
  async tell() {
    while (this.read().given.length) {
      const { key, entry } = this.kept.given[0];
      try {
        await post(`/kiosks/${this.kiosk}/reserve/use`, entry, { key, patience: 8000 });
      } catch (error) {
        if (!FINAL.includes(error.code)) throw error;
        console.warn(`the hall did not take ${entry.number}: ${error.message}`);
      }
      this.read().given = this.kept.given.filter((one) => one.key !== key);
      this.asked = null;
      this.write();
    }
  }

  async fill() {
    const { date, from, until, series } = await post(`/kiosks/${this.kiosk}/reserve`, { holder: this.kept.holder });
    const kept = this.read();
    if (kept.date !== date) kept.used = kept.given.filter((one) => one.date === date).map((one) => one.entry.number);
    const used = new Set(kept.used);
    kept.series = Object.fromEntries(Object.entries(series)
      .map(([id, numbers]) => [id, numbers.filter((number) => !used.has(number))]));
    Object.assign(kept, { date, from: Date.parse(from), until: Date.parse(until) });
    if (this.write()) this.asked = kept.until;
    else this.off = true;
  }
}
