// The kiosk read aloud, for who does not see it: F1 begins and ends it, arrows or Tab walk, Enter chooses.

const GAP = 0.04; // s between phrases
const LOUDNESS = [1, 1.8, 2.6]; // of the clips; back to the first for the next citizen
const PARTS = /(\b[A-ZĐ]{0,2}\d+\b|[^\p{L}\p{M}\p{N}\s'’%_-]+|\n)/u;
const TONES = { "\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j" };
const SHAPES = { "\u0306": "w", "\u031b": "w" };
const NEXT = new Set(["ArrowDown", "ArrowRight"]);
const BACK = new Set(["ArrowUp", "ArrowLeft"]);

/** A clip's key: "Quầy số" → quaayf-soos, as the hall's voice names its files. */
export function slug(text) {
  const one = (syllable) => {
    let out = "", tone = "";
    for (const sign of syllable.replaceAll("đ", "dd").normalize("NFD")) {
      if (TONES[sign]) tone = TONES[sign];
      else if (sign === "\u0302") out += out.at(-1);
      else out += SHAPES[sign] ?? sign;
    }
    return (out + tone).replace(/[^\x00-\x7f]/g, "");
  };
  return (text.normalize("NFC").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(one).join("-");
}

/** A number in words: "25" → hai mươi lăm; where a language has no such words, digit by digit. */
export function reading(digits, say, language) {
  const names = [say("zero"), say("one"), say("two"), say("three"), say("four"), say("five"), say("six"),
    say("seven"), say("eight"), say("nine")];
  const n = Number(digits);
  if (language !== "vi" || digits.length > 2 || digits[0] === "0" || n < 10) return [...digits].map((d) => names[+d]);
  const [tens, unit] = [Math.floor(n / 10), n % 10];
  const last = unit === 0 ? [] : unit === 5 ? ["lăm"] : unit === 1 && tens > 1 ? ["mốt"]
    : unit === 4 && tens > 1 ? ["tư"] : [names[unit]];
  return tens === 1 ? ["mười", ...last] : [names[tens], "mươi", ...last];
}

/** A text in the phrases that are clips: numbers of tickets letter by letter, digit by digit. */
export function pieces(text, say, language) {
  return text.split(PARTS).flatMap((part) => {
    const ticket = /^([A-ZĐ]{0,2})(\d+)$/u.exec(part);
    if (!ticket) return /[\p{L}]/u.test(part) ? [part.trim()] : [];
    const [, letters, digits] = ticket;
    if (!letters) return reading(digits, say, language);
    return [...letters, ...[...digits].flatMap((digit) => reading(digit, say, language))];
  });
}

/** The words of a control, pictures and decoration apart. */
function words(node) {
  if (!node.children.length) return node.textContent;
  return [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE || child.getAttribute("aria-hidden") !== "true")
    .map((child) => (child.nodeType === Node.TEXT_NODE ? child.data : words(child))).join("\n");
}

export class Speech {
  constructor(kiosk, { louder }) {
    Object.assign(this, { kiosk, louder, clips: new Map(), playing: [], turn: 0, level: 0 });
    this.said = []; // of what is said now: for tests, and for who looks into the console
    document.addEventListener("keydown", (event) => this.key(event), { capture: true });
    document.addEventListener("focusin", (event) => this.focused(event.target));
    louder.addEventListener("click", () => this.change());
  }

  /** Everything that can be chosen now, in order. */
  controls() {
    const top = document.querySelector("dialog[open]") ?? document;
    return [...top.querySelectorAll("main button, main input, main a[href], nav button, dialog[open] button")]
      .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.disabled);
  }

  key(event) {
    if (event.key === "F1") {
      event.preventDefault();
      this.kiosk.spoken ? this.off() : this.on();
      return;
    }
    const step = NEXT.has(event.key) ? 1 : BACK.has(event.key) ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const all = this.controls();
    const at = all.indexOf(document.activeElement);
    all[(at + step + (at < 0 && step < 0 ? 1 : 0) + all.length) % all.length]?.focus();
  }

  on() {
    this.kiosk.spoken = true;
    this.context ??= new AudioContext();
    this.context.resume();
    this.gain ??= this.context.createGain();
    this.gain.connect(this.context.destination);
    this.louder.hidden = false;
    const say = this.kiosk.say.bind(this.kiosk);
    this.speak([say("This screen is read aloud."), say("The arrow keys walk through what can be chosen; the Enter key chooses."),
      ...this.screen()]);
  }

  off() {
    this.kiosk.spoken = false;
    this.louder.hidden = true;
    this.level = 0;
    this.hush();
  }

  change() {
    this.level = (this.level + 1) % LOUDNESS.length;
    this.speak([this.kiosk.say("Louder")]);
  }

  /** What stands on the screen, controls apart. */
  screen() {
    const main = this.kiosk.main;
    return [...main.querySelectorAll("h1, p.lead, .number, .what, .old, .banner p, dt, dd, .when")]
      .filter((node) => !node.closest("button") && node.checkVisibility({ visibilityProperty: true }))
      .map((node) => node.innerText);
  }

  /** After each new screen. */
  shown() {
    if (this.kiosk.spoken) this.speak(this.screen());
    else if (!this.louder.hidden) this.off();
  }

  focused(node) {
    if (!this.kiosk.spoken || node.tagName === "H1") return;
    const about = node.closest("dialog") ? [node.closest("dialog").querySelector("h2").innerText] : [];
    const pressed = node.getAttribute("aria-pressed") === "true" ? [this.kiosk.say("chosen")] : [];
    const label = node.getAttribute("aria-label") ?? node.labels?.[0]?.innerText ?? words(node);
    this.speak([...about, label, ...pressed]);
  }

  hush() {
    this.turn += 1;
    for (const source of this.playing) source.stop();
    this.playing = [];
    globalThis.speechSynthesis?.cancel();
  }

  /** Says these texts; what was being said stops at once. */
  async speak(texts) {
    this.hush();
    const mine = this.turn;
    const { language } = this.kiosk.words;
    const say = this.kiosk.say.bind(this.kiosk);
    this.said = texts.filter(Boolean).flatMap((text) => pieces(text, say, language));
    for (const phrase of this.said) {
      const clip = await this.clip(language, phrase);
      if (mine !== this.turn) return;
      if (clip) await this.play(clip);
      else await this.fallback(language, phrase);
      if (mine !== this.turn) return;
    }
  }

  async clip(language, phrase) {
    const address = `/kiosk/voice/${language}/${slug(phrase)}.wav`;
    if (this.clips.has(address)) return this.clips.get(address);
    try {
      const reply = await fetch(address);
      if (!reply.ok) return null;
      const sound = await this.context.decodeAudioData(await reply.arrayBuffer());
      this.clips.set(address, sound);
      return sound;
    } catch {
      return null;
    }
  }

  play(sound) {
    return new Promise((done) => {
      const source = this.context.createBufferSource();
      source.buffer = sound;
      this.gain.gain.value = LOUDNESS[this.level];
      source.connect(this.gain);
      source.onended = () => setTimeout(done, GAP * 1000);
      this.playing = [source];
      source.start();
    });
  }

  /** The browser's own voice, if it has one of this language: never another language's. */
  fallback(language, phrase) {
    const voice = globalThis.speechSynthesis?.getVoices().find((one) => one.lang.startsWith(language));
    if (!voice) return null;
    return new Promise((done) => {
      const words = Object.assign(new SpeechSynthesisUtterance(phrase), { voice, lang: voice.lang });
      words.onend = words.onerror = done;
      speechSynthesis.speak(words);
    });
  }
}
