// A printer's page: its last slips as they come out, what became of each, and its state.
import { live } from "/static/web/live.js";
import { post } from "/static/web/api.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const STALE = 10; // seconds
const time = new Intl.DateTimeFormat(setting.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: setting.zone });

const said = (state, why) => (why ? `${state} – ${words.why[why] ?? why}` : state);

function make(job) {
  const image = el("img", {
    src: job.slip, alt: fill(words.slip, { number: job.number }), loading: "lazy",
    class: setting.width < 480 ? "narrow-paper" : "wide-paper",
  });
  const again = el("button", { type: "button", class: "printer-again", onclick: () => reprint(job) }, words.again);
  return el("li", {}, el("figure", {}, el("figcaption", {},
    el("p", { class: "printer-fate" }), el("p", { class: "printer-when soft" })), image, again));
}

function draw(node, job) {
  set(node, { "data-state": job.state });
  text(node.querySelector(".printer-fate"), said(words.states[job.state], job.why));
  const when = time.format(new Date(job.at));
  text(node.querySelector(".printer-when"), job.reprint ? `${when} · ${words.reprint}` : when);
  const doubtful = job.state === "failed" || job.state === "unconfirmed";
  set(node.querySelector(".printer-again"), { hidden: !(setting.may_reprint && doubtful) });
}

async function reprint(job) {
  text($("wrong"), "");
  try {
    await post(`/tickets/${job.ticket}/reprint`, { printer: setting.printer });
    text($("wrong"), words.asked);
  } catch (error) {
    text($("wrong"), fill(words.wrong, { why: error.message }));
  }
}

function show(picture) {
  set($("printer"), { "data-state": picture.state });
  text($("state"), said(words.device[picture.state], picture.why));
  keyed($("slips"), picture.jobs, (job) => job.job, make, draw);
  const empty = picture.jobs.length === 0;
  set($("sample"), { hidden: !empty });
  if (empty && !$("sample").querySelector("img")) {
    text($("sample").querySelector("figcaption"), words.none);
    const src = `/api/v1/printers/${encodeURIComponent(setting.printer)}/preview.png`;
    $("sample").append(el("img", { src, alt: fill(words.slip, { number: "" }), class: "wide-paper" }));
  }
}

const link = live();
link.watch(`printer/${setting.printer}`, show);
link.onStale((seconds) => {
  set($("stripe"), { hidden: seconds < STALE });
  text($("stripe"), seconds < STALE ? "" : words.lost);
});
