// player.js: clips loaded once, played one after the other by the sound card's own clock.

const GAP = 0.05; // s between words
const BREATH = 0.16; // s around a sentence of three words or more

export class Player {
  constructor(addresses) {
    this.addresses = addresses; // language -> key -> URL
    this.context = new AudioContext();
    this.buffers = new Map();
    this.sources = [];
  }

  get allowed() {
    return this.context.state === "running";
  }

  // Asks the browser to let sound through; it may wait for a touch. Says whether it did.
  async allow() {
    await Promise.race([this.context.resume().catch(() => {}), pause(400)]);
    return this.allowed;
  }

  has(language, key) {
    return this.buffers.has(`${language}/${key}`);
  }

  // All clips, a few at a time; those that fail are simply not there.
  async load() {
    const jobs = Object.entries(this.addresses).flatMap(([language, keys]) =>
      Object.keys(keys).map((key) => [language, key]),
    );
    const worker = async () => {
      for (let job = jobs.shift(); job; job = jobs.shift()) await this.fetch(...job);
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
  }

  async fetch(language, key) {
    const address = this.addresses[language]?.[key];
    if (!address || this.has(language, key)) return;
    try {
      const reply = await fetch(address);
      if (!reply.ok) return;
      const buffer = await this.context.decodeAudioData(await reply.arrayBuffer());
      this.buffers.set(`${language}/${key}`, buffer);
    } catch {
      // a clip that is not there or no sound: the caller falls back
    }
  }

  // Clips that failed at the start get another chance before a call needs them.
  async need(lists) {
    const lost = Object.entries(lists).flatMap(([language, keys]) =>
      keys.filter((key) => !this.has(language, key)).map((key) => [language, key]),
    );
    if (lost.length) await Promise.race([Promise.all(lost.map((job) => this.fetch(...job))), pause(1500)]);
  }

  // Plays the keys of a language; resolves when the last has ended, or should have.
  async play(language, keys) {
    let at = this.context.currentTime + 0.03;
    const start = at;
    let last = null;
    for (const [i, key] of keys.entries()) {
      const buffer = this.buffers.get(`${language}/${key}`);
      if (!buffer) {
        if (key === "chime") at += this.beep(at);
        continue;
      }
      const source = this.context.createBufferSource();
      source.buffer = buffer;
      source.connect(this.context.destination);
      source.start(at);
      this.sources.push((last = source));
      const sentence = [key, keys[i + 1] ?? ""].some((k) => k.split("-").length > 2);
      at += buffer.duration + (sentence ? BREATH : GAP);
    }
    const ended = last ? new Promise((done) => (last.onended = done)) : pause((at - start) * 1000);
    // a sound card that was unplugged never ends: the hall's calls go on
    await Promise.race([ended, pause((at - start) * 1000 + 1500)]);
    this.sources = [];
  }

  // Not even the chime's clip is there.
  beep(at) {
    const tone = this.context.createOscillator();
    const gain = this.context.createGain();
    tone.frequency.value = 660;
    gain.gain.setValueAtTime(0.25, at);
    gain.gain.exponentialRampToValueAtTime(0.001, at + 0.9);
    tone.connect(gain).connect(this.context.destination);
    tone.start(at);
    tone.stop(at + 0.9);
    return 0.9;
  }

  stop() {
    for (const source of this.sources) source.stop();
    this.sources = [];
  }
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
