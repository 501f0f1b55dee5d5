// voice.js: speaks the zone's calls, one after the other, each once and repeated.

import { brief, enqueue, key, playable, TOO_OLD, withoutUndone } from "/static/display/queue.js";
import { pause, Player } from "/static/display/player.js";

const REST = 300; // ms between calls, and before a repetition
const MEMORY = "hall-voice-heard"; // what this tab has spoken survives its reload

export class Voice {
  // `now()`: the server's clock in ms. `changed()`: speaking, or blocked, is not what it was.
  constructor(clips, now, changed) {
    this.player = new Player(clips);
    this.now = now;
    this.changed = changed;
    this.queue = [];
    this.heard = new Set(JSON.parse(sessionStorage.getItem(MEMORY) ?? "[]"));
    this.speaking = null;
    this.blocked = false;
    this.played = []; // for those who look after the hall, and for the tests
    this.running = false;
    this.muted = false;
    this.ready = this.player.load();
    this.player.context.onstatechange = () => this.look();
    this.player.allow().then(() => this.look());
  }

  hear(item) {
    if (this.heard.has(key(item))) return;
    this.remember(item);
    if (item.muted) return;
    if (this.muted) {
      if (item.at <= this.mutedAt) return;
      this.muted = false; // the server lets it be said: the picture of that is on its way
    }
    if (this.now() - item.at > TOO_OLD) return;
    this.queue = enqueue(this.queue, item);
    this.run();
  }

  // Calls shown that were never heard of: the news of them was lost.
  misses(picture) {
    const newest = picture.now[0];
    if (!newest || this.now() - Date.parse(newest.called_at) > TOO_OLD) return false;
    return ![...this.heard].some((k) => k.startsWith(`${newest.seq}@`));
  }

  // A new picture, made at `at`: what was taken back is not called out any more.
  see(picture, at) {
    this.queue = withoutUndone(this.queue, picture, at);
  }

  // The zone is muted, or speaks again: nothing that was called meanwhile is made up for.
  mute(muted, at) {
    if (muted && !this.muted) {
      this.mutedAt = at;
      this.queue = [];
      this.player.stop();
    }
    this.muted = muted;
  }

  remember(item) {
    this.heard.add(key(item));
    while (this.heard.size > 200) this.heard.delete(this.heard.values().next().value);
    sessionStorage.setItem(MEMORY, JSON.stringify([...this.heard]));
  }

  async allow() {
    await this.player.allow();
    this.look();
    this.run();
  }

  look() {
    const blocked = !this.player.allowed;
    if (blocked !== this.blocked) {
      this.blocked = blocked;
      this.changed();
    }
    if (!blocked) this.run();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    try {
      await this.ready;
      while (this.queue.length) {
        if (!(await this.player.allow())) {
          this.look();
          this.queue = this.queue.filter((it) => this.now() - it.at <= TOO_OLD);
          await pause(1000);
          continue;
        }
        await this.speak(this.queue.shift());
        await pause(REST);
      }
    } finally {
      this.running = false;
    }
  }

  async speak(item) {
    const short = brief(this.queue.length);
    await this.player.need(short ? item.short : item.words);
    const has = (language, clip) => this.player.has(language, clip);
    const { clips, way } = playable(item, short, has);
    const record = { seq: item.seq, ...item.call, way, clips: [], started: performance.now(), ended: null };
    this.played.push(record);
    if (this.played.length > 500) this.played.shift();
    this.speaking = item;
    this.changed();
    const times = short || way === "chime" ? 1 : 1 + (item.repeat ?? 1);
    for (let time = 0; time < times && (time === 0 || !(this.muted || brief(this.queue.length))); time++) {
      if (time) await pause(REST);
      for (const [i, [language, keys]] of Object.entries(clips).entries()) {
        if (this.muted) break;
        if (i) await pause(REST);
        const said = time ? keys.filter((k) => k !== "chime") : keys;
        record.clips.push(...said.map((k) => `${language}/${k}`));
        await this.player.play(language, said);
      }
    }
    record.ended = performance.now();
    this.speaking = null;
    this.changed();
  }
}
