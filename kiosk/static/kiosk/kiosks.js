// The staff's page of kiosks: lock one, stop the numbers, set blocks apart, enter slips written by hand.

import { get, newKey, post } from "/static/web/api.js";
import { data, el, text } from "/static/web/dom.js";
import { Words } from "/static/kiosk/words.js";

const EVERY = 5000; // ms
const page = data("kiosks-data");
const words = new Words({ [page.language]: page.words }, [page.language]);
const say = words.say.bind(words);
const find = (id) => document.getElementById(id);
let now = page.picture;

function draw() {
  for (const row of document.querySelectorAll("[data-kiosk]")) {
    const { locked } = now.kiosks.find((kiosk) => kiosk.id === row.dataset.kiosk) ?? { locked: null };
    text(row.querySelector(".state"), locked ? say("Locked: {reason}", { reason: locked }) : say("Gives numbers"));
    row.dataset.locked = String(Boolean(locked));
    const act = row.querySelector("[data-do]");
    if (act) text(act, locked ? say("Unlock") : say("Lock"));
    const reason = row.querySelector("label");
    if (reason) reason.hidden = Boolean(locked);
  }
  if (find("stopped")) {
    text(find("stopped"), now.stopped ? say("Stopped: {reason}", { reason: now.stopped }) : say("The kiosks give numbers."));
    find("resume").hidden = !now.stopped;
    find("stop").querySelector("[type=submit]").hidden = Boolean(now.stopped);
  }
  // of a kiosk's own reserve only what it gave is of interest here
  const blocks = now.leases.filter((lease) => !lease.kiosk || Object.values(lease.numbers).includes("issued"));
  find("leases").replaceChildren(...blocks.map((lease) => {
    const all = Object.entries(lease.numbers);
    const open = all.filter(([, state]) => !state).map(([number]) => number);
    const given = all.filter(([, state]) => state === "issued").length;
    return el("p", { "data-lease": lease.id }, el("strong", {}, `${all[0][0]}–${all.at(-1)[0]}: `),
      say("{given} entered, {void} void, {open} open", { given, void: all.length - given - open.length, open: open.length }), " ",
      lease.kiosk ? say("(the reserve of {kiosk})", { kiosk: lease.kiosk })
        : open.length ? el("button", { type: "button", onclick: () => act("/numbers/void", { numbers: open }) },
          say("Void all that are open")) : null);
  }));
}

function why(error) {
  const known = {
    unknown_number: say("This number is in no block of today."),
    numbers_taken: say("These numbers are given out already."),
    illegal_move: say("That is so already."),
    bad_request: say("Please check the service, the numbers and the time."),
  };
  return known[error.code] ?? error.detail ?? String(error);
}

async function act(path, body, done = () => {}) {
  find("wrong").hidden = true;
  find("said").hidden = true;
  try {
    now = await post(path, body, { key: newKey() });
    draw();
    text(find("said"), say("Done."));
    find("said").hidden = false;
    done();
  } catch (error) {
    text(find("wrong"), why(error));
    find("wrong").hidden = false;
  }
}

for (const row of document.querySelectorAll("[data-kiosk]")) {
  row.querySelector("[data-do]")?.addEventListener("click", () => {
    const path = `/kiosks/${row.dataset.kiosk}`;
    if (row.dataset.locked === "true") act(`${path}/unlock`, {});
    else act(`${path}/lock`, { reason: row.querySelector("input").value.trim() || say("Locked by staff") });
  });
}
function form(id, send) {
  find(id)?.addEventListener("submit", (event) => {
    event.preventDefault();
    send(Object.fromEntries(new FormData(event.target)), event.target);
  });
}
form("stop", ({ reason }) => act("/hall/stop-tickets", { reason }));
find("resume")?.addEventListener("click", () => act("/hall/resume-tickets", {}));
form("lease", ({ service, count, first }) => act("/numbers/lease",
  { service, count: Number(count), first: first === "" ? null : Number(first) }));
form("enter", (slip, node) => act("/numbers/enter", { ...slip, number: slip.number.trim() }, () => {
  node.elements.number.value = "";
  node.elements.number.focus();
}));
find("void").addEventListener("click", () => {
  const { number } = find("enter").elements;
  act("/numbers/void", { numbers: [number.value.trim()] }, () => (number.value = ""));
});

draw();
setInterval(async () => {
  now = await get("/kiosks").catch(() => now);
  draw();
}, EVERY);
document.body.dataset.ready = "yes";
