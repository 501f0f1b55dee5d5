// Through the day: waits over people in line and open counters, three plots on one time axis, the
// same numbers as a table, and a sentence made of them.
import uPlot from "/static/vendor/uPlot.esm.js";
import { el, fill, keyed, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const INK = colour("--ink-soft"), GRID = colour("--line-soft"), DEEP = colour("--deep"), BAD = colour("--bad"), GOOD = colour("--good");
const seconds = (at) => Date.parse(at) / 1000;
const minutes = (s) => (s === null ? null : s / 60);

/** Lines or dots to tell areas apart without colour. */
function pattern(kind, ink) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const g = tile.getContext("2d");
  g.strokeStyle = g.fillStyle = ink;
  g.globalAlpha = 0.55;
  if (kind === "dots") g.fillRect(2, 2, 2, 2);
  else {
    g.lineWidth = 1.2;
    g.beginPath();
    for (const x of [-8, 0, 8]) { g.moveTo(x, 8); g.lineTo(x + 8, 0); }
    g.stroke();
  }
  return g.createPattern(tile, "repeat");
}

export class Today {
  constructor({ setting, words }) {
    this.words = words;
    this.setting = setting;
    this.picture = null;
    const format = { timeStyle: "short", timeZone: setting.zone };
    this.time = new Intl.DateTimeFormat("vi-VN", format);
    this.number = new Intl.NumberFormat(setting.lang, { maximumFractionDigits: 1 });
    this.plots = [];
    $("through-table").addEventListener("toggle", () => this.table());
  }

  at = (s) => this.time.format(new Date(s * 1000));

  draw(picture) {
    this.picture = picture;
    const rows = picture.points;
    this.data = [rows.map((r) => seconds(r.at)), rows.map((r) => minutes(r.p90)), rows.map((r) => minutes(r.p50)), rows.map((r) => r.waiting), rows.map((r) => r.open)];
    if (!this.plots.length) this.make();
    const [x, p90, p50, waiting, open] = this.data;
    const parts = [[x, p90, p50], [x, waiting], [x, open]];
    this.plots.forEach((plot, n) => plot.setData(parts[n]));
    text($("through-words"), this.sentence());
    this.table();
  }

  make() {
    const pair = uPlot.sync("day");
    const axis = { stroke: INK, grid: { stroke: GRID, width: 1 }, ticks: { stroke: GRID }, font: "13px Be Vietnam Pro, sans-serif" };
    const times = (u, splits) => splits.map(this.at);
    const base = (height, series, range, last) => ({
      width: 600, height, series: [{}, ...series], legend: { show: false },
      cursor: { sync: { key: pair.key }, drag: { x: false, y: false }, points: { size: 8 } },
      scales: { x: { time: true, range: () => [seconds(this.picture.from), seconds(this.picture.to)] }, y: { range } },
      axes: [{ ...axis, values: times, show: true, size: last ? 34 : 6, ...(last ? {} : { values: () => [] }) }, { ...axis, size: 46, incrs: [1, 2, 5, 10, 15, 20, 30, 60, 120, 240], space: 22 }],
      hooks: { setCursor: [(u) => this.under(u)] },
    });
    const up = (least) => (u, low, high) => [0, Math.max(least, (high ?? 0) * 1.08)];
    const waits = base(210, [
      { stroke: BAD, width: 2, dash: [7, 4] },
      { stroke: DEEP, width: 2.5 },
    ], (u, low, high) => [0, Math.max((this.picture.target / 60) * 1.15, (high ?? 0) * 1.08)]);
    waits.bands = [{ series: [1, 2], fill: () => pattern("lines", DEEP) }];
    waits.hooks.draw = [(u) => this.target(u)];
    const line = base(120, [{ stroke: INK, width: 1.5, fill: () => pattern("dots", INK) }], up(5));
    const open = base(124, [{ stroke: GOOD, width: 2, fill: () => pattern("lines", GOOD), paths: uPlot.paths.stepped({ align: 1 }) }], up(3), true);
    this.plots = [["plot-waits", waits], ["plot-line", line], ["plot-open", open]].map(([id, options]) => {
      const plot = new uPlot(options, options.series.map(() => []), $(id));
      pair.sub(plot);
      return plot;
    });
    new ResizeObserver(() => this.fit()).observe($("through"));
    this.fit();
  }

  fit() {
    const width = $("through").clientWidth;
    if (width > 0) for (const plot of this.plots) if (plot.width !== width) plot.setSize({ width, height: plot.height });
  }

  target(u) {
    const y = u.valToPos(this.picture.target / 60, "y", true), { left, width } = u.bbox;
    u.ctx.save();
    u.ctx.strokeStyle = INK;
    u.ctx.lineWidth = devicePixelRatio;
    u.ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
    u.ctx.beginPath();
    u.ctx.moveTo(left, y);
    u.ctx.lineTo(left + width, y);
    u.ctx.stroke();
    u.ctx.restore();
  }

  /** What is under the pointer, in words. */
  under(u) {
    const row = this.picture?.points[u.cursor.idx];
    const { p50, p90, waiting, open, at } = this.words;
    text($("through-at"), row ? fill(at, { at: this.at(seconds(row.at)), what: [
      ...(row.waits ? [`${p50} ${this.min(row.p50)}`, `${p90} ${this.min(row.p90)}`] : []),
      `${row.waiting} ${waiting}`, `${row.open} ${open}`].join(" · ") }) : "\u00a0");
  }

  min = (s) => (s === null ? "–" : this.number.format(s / 60));

  sentence() {
    const { worst, points } = this.picture;
    const last = points[points.length - 1];
    if (!worst) return this.words.none;
    const values = (r) => ({ at: this.at(seconds(r.at)), p50: this.min(r.p50), p90: this.min(r.p90), waiting: r.waiting, open: r.open });
    if (worst.at === last.at) return fill(this.words.worst, values(worst));
    return `${fill(this.words.worst, values(worst))} ${fill(last.waits ? this.words.now : this.words.quiet, values(last))}`;
  }

  table() {
    if (!this.picture || !$("through-table").open) return;
    keyed($("through-rows"), [...this.picture.points].reverse(), (r) => r.at,
      () => el("tr", {}, el("th", { scope: "row" }), ...[1, 2, 3, 4, 5].map(() => el("td", { class: "number" }))), (tr, r) => {
        [this.at(seconds(r.at)), this.min(r.p50), this.min(r.p90), r.waits, r.waiting, r.open].forEach((v, n) => text(tr.children[n], v));
      });
  }
}
