// media.js: pictures and films beside the calls, one after the other; silent while a call is spoken.

import { newKey, post } from "/static/web/api.js";
import { el } from "/static/web/dom.js";

const LONGEST = 30 * 60 * 1000; // ms a film may play: one that never ends would stay for ever

export class Media {
  // `box`: where they are shown. `display`: whose they are.
  constructor(box, display) {
    this.box = box;
    this.display = display;
    this.files = [];
    this.at = -1;
    this.lost = new Set(); // addresses that could not be shown
    this.key = "";
    this.silent = true;
  }

  // The list of a new picture; whatever is on goes on if it is still in it.
  see(media) {
    const key = JSON.stringify(media);
    if (key === this.key) return;
    this.key = key;
    this.seconds = media?.seconds ?? 10;
    this.sound = media?.sound ?? false;
    this.files = media?.files ?? [];
    const on = this.files.findIndex((file) => file.url === this.url);
    this.at = on;
    if (on < 0) this.next();
  }

  get any() {
    return this.files.some((file) => !this.lost.has(file.url));
  }

  // Films are heard only while nobody is called.
  hush(silent) {
    this.silent = silent;
    const film = this.box.querySelector("video");
    if (film) film.muted = silent || !this.sound;
  }

  next() {
    clearTimeout(this.timer);
    const left = this.files.filter((file) => !this.lost.has(file.url));
    if (!left.length) {
      this.url = null;
      this.box.replaceChildren();
      return;
    }
    do this.at = (this.at + 1) % this.files.length;
    while (this.lost.has(this.files[this.at].url));
    this.show(this.files[this.at]);
  }

  show(file) {
    this.url = file.url;
    const mine = () => this.url === file.url;
    const fail = (why) => mine() && this.fail(file, why);
    const leave = (ms) => (this.timer = setTimeout(() => mine() && this.next(), ms));
    if (file.kind === "film") {
      const film = el("video", { src: file.url, playsinline: true });
      film.muted = this.silent || !this.sound;
      film.addEventListener("error", () => fail("film"));
      film.addEventListener("ended", () => mine() && this.next());
      film.addEventListener("playing", () => (clearTimeout(this.timer), leave(LONGEST)));
      leave(15000); // a film that does not begin
      // without a touch a browser plays only what is not heard
      film.play().catch(() => { film.muted = true; film.play().catch(() => {}); });
      this.box.replaceChildren(film);
    } else {
      const image = el("img", { src: file.url, alt: "" });
      image.addEventListener("error", () => fail("picture"));
      image.addEventListener("load", () => {
        if (!mine()) return;
        this.box.replaceChildren(image);
        leave(this.seconds * 1000);
      });
      leave(15000 + this.seconds * 1000); // one that never comes
    }
  }

  fail(file, why) {
    this.lost.add(file.url);
    post(`/displays/${this.display}/media-trouble`, { name: file.name, why }, { key: newKey() }).catch(() => {});
    this.next();
  }
}
