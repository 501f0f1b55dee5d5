// When nobody touches the kiosk: asks once, then forgets what the last citizen chose.

/** Waits `after()` seconds without a touch, asks for `ask` seconds, then calls `wipe`. */
export class Idle {
  constructor({ after, ask, wipe, dialog, count, more, touched }) {
    Object.assign(this, { after, ask, wipe, dialog, count, touch: () => touched((this.touched = performance.now())) });
    this.touched = performance.now();
    this.asked = null;
    for (const kind of ["pointerdown", "keydown", "input"]) {
      document.addEventListener(kind, () => this.touch(), { capture: true });
    }
    dialog.addEventListener("cancel", () => this.touch());
    more.addEventListener("click", () => this.stay());
    setInterval(() => this.look(), 250);
  }

  stay() {
    this.touched = performance.now();
    this.asked = null;
    if (this.dialog.open) this.dialog.close();
  }

  look() {
    const now = performance.now();
    const after = this.after();
    if (after === null) {
      this.stay();
    } else if (this.asked === null) {
      if (now - this.touched < after * 1000) return;
      this.asked = now;
      this.dialog.showModal();
    }
    if (this.asked === null) return;
    const left = Math.ceil(this.ask - (now - this.asked) / 1000);
    if (this.touched > this.asked) {
      this.stay();
    } else if (left <= 0) {
      this.stay();
      this.wipe();
    } else {
      this.count(left);
    }
  }
}
