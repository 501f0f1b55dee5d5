// people.js: who works here; added, changed, given new passwords, disabled. Every answer of the server
// is the whole list. A password drawn here is shown once, in this page, and is nowhere else to be read.
import { get, post } from "/static/web/api.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";

const LOOK = 10000; // ms between two looks
const LEAST = 10; // characters of a password
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"; // none that look alike
const $ = (id) => document.getElementById(id);
const page = data("data"), words = data("words");
const names = Object.fromEntries(["counters", "agencies"].map((key) => [key, Object.fromEntries(page[key])]));
let people = page.officers;

function draw() {
  const shown = people.filter((o) => !o.disabled || $("all").checked);
  keyed($("officers"), shown, (o) => o.name, card, drawCard);
}

function card(o) {
  const act = (label, fn) => el("button", { type: "button", onclick: () => fn(people.find((x) => x.name === o.name)) }, label);
  return el("li", { class: "card" }, el("h2", {}, el("span"), " ", el("small", { class: "soft" })),
    el("p", { class: "people-rights" }, el("b"), " · ", el("span")), el("p", { class: "people-totp" }, el("span")), el("p", { class: "people-own" }),
    el("p", { class: "row" }, act(words.change, changeRights), act(words.lists, changeLists), act(words.password, newPassword), act(words.disable, disable), act(words.reset, reset)));
}

function drawCard(node, o) {
  const [head, rights, step, own, acts] = node.children;
  text(own, ownLists(o));
  set(own, { hidden: !o.first });
  text(head.children[0], o.name);
  text(head.children[1], [o.name === page.me && words.me, o.disabled && words.disabled].filter(Boolean).join(" · "));
  text(rights.children[0], page.roles[o.role] ?? o.role);
  text(rights.children[1], scope(o));
  set(node, { "data-disabled": o.disabled || null });
  text(step.firstChild, `${words.step}: ${o.totp ? words.on : page.required.includes(o.role) ? words.demanded : page.advised.includes(o.role) ? words.advised : words.off}`);
  const [, lists, password, out, off] = acts.children;
  set(lists, { hidden: !["officer", "supervisor"].includes(o.role), "aria-label": `${words.lists} ${o.name}` });
  text(password, o.disabled ? words.let_in : words.password);
  set(out, { hidden: o.disabled || o.name === page.me, "aria-label": `${words.disable} ${o.name}` });
  set(off, { hidden: !o.totp, "data-reset": o.name, "aria-label": fill(words.reset_of, { name: o.name }) });
  for (const button of [acts.children[0], password]) set(button, { "aria-label": `${button.textContent} ${o.name}` });
}

function scope(o) {
  if (o.counters === null && o.agencies === null) return words.whole_hall;
  const all = [...(o.agencies ?? []).map((id) => names.agencies[id] ?? id), ...(o.counters ?? []).map((id) => names.counters[id] ?? id)];
  return all.join(", ") || words.nothing;
}

const served = Object.fromEntries([...page.service_groups, ...page.services]);

function ownLists(o) {
  const say = (ids) => ids.map((id) => served[id] ?? id).join(", ");
  return o.first ? fill(o.second.length ? words.own_second : words.own, { first: say(o.first) || "–", second: say(o.second) }) : "";
}

/** Opens a dialog; `send()` gives the new list or throws. Resolves with whether it was done. */
function ask(dialog, send) {
  const form = dialog.querySelector("form"), wrong = dialog.querySelector(".sheet-wrong");
  text(wrong, "");
  dialog.showModal();
  return new Promise((resolve) => {
    let done = false, sending = false;
    dialog.onclose = () => {
      for (const field of dialog.querySelectorAll("input[maxlength='200']")) field.value = "";
      resolve(done);
    };
    for (const button of dialog.querySelectorAll("[data-leave]")) button.onclick = () => dialog.close();
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (sending) return;
      sending = true;
      try {
        people = (await send()).officers;
        done = true;
        draw();
        dialog.close();
      } catch (error) {
        text(wrong, words.codes[error.code] ?? words.codes.other);
      }
      sending = false;
    };
  });
}

function boxes(key, chosen) {
  $(key).replaceChildren(...page[key].map(([id, name]) => el("label", { class: "choice" }, el("input", { type: "checkbox", value: id, checked: chosen?.includes(id) }), " ", name)));
}

function chosen(key) {
  const ids = [...$(key).querySelectorAll("input:checked")].map((box) => box.value);
  return ids.length ? ids : null;
}

function rightsDialog(o) {
  const some = o.counters !== null || o.agencies !== null;
  text($("rights-title"), o.name ? fill(words.rights_of, { name: o.name }) : words.add);
  set($("new-name"), { hidden: Boolean(o.name) });
  set($("first-password"), { hidden: Boolean(o.name) });
  $("name").value = "";
  $("role").replaceChildren(...Object.entries(page.roles).map(([id, name]) => el("option", { value: id }, name)));
  $("role").value = o.role;
  for (const radio of $("rights").querySelectorAll("[name=scope]")) radio.checked = radio.value === (some ? "some" : "all");
  boxes("agencies", o.agencies);
  boxes("counters", o.counters);
  drawScope();
}

/** What the form says; "only these" with nothing chosen is nothing, not all. */
function rights() {
  const all = $("rights").querySelector("[name=scope]:checked").value === "all";
  const counters = all ? null : chosen("counters"), agencies = all ? null : chosen("agencies");
  return { role: $("role").value, counters: all || counters || agencies ? counters : [], agencies };
}

function drawScope() {
  set($("some"), { hidden: $("rights").querySelector("[name=scope]:checked").value === "all" });
}

async function add() {
  rightsDialog({ role: "officer", counters: null, agencies: null });
  let name, password;
  const done = await ask($("rights"), () => {
    name = $("name").value.trim();
    password = long($("password-new").value);
    return post("/officers", { name, ...rights(), password });
  });
  if (done) once(name, password, words.added);
}

async function changeRights(o) {
  rightsDialog(o);
  if (await ask($("rights"), () => post("/officers/rights", { name: o.name, ...rights() }))) say(fill(words.changed, { name: o.name }));
}

async function changeLists(o) {
  text($("lists-title"), fill(words.lists_of, { name: o.name }));
  for (const radio of $("lists").querySelectorAll("[name=whose]")) radio.checked = (radio.value === "own") === Boolean(o.first);
  const row = ([id, name]) => {
    const select = el("select", { "data-id": id }, ...words.choices.map(([value, label]) => el("option", { value }, label)));
    select.value = o.first?.includes(id) ? "first" : o.second.includes(id) ? "second" : "";
    return el("label", {}, name, select);
  };
  $("served").replaceChildren(...page.service_groups.map(([id, name]) => el("div", {}, row([id, name]),
    el("details", {}, el("summary", {}, words.single), ...page.services.filter((s) => s[2] === id).map(row)))));
  for (const select of $("served").querySelectorAll("select")) if (select.value && select.closest("details")) select.closest("details").open = true;
  const drawWhose = () => set($("served"), { hidden: !$("lists").querySelector("[value=own]").checked });
  for (const radio of $("lists").querySelectorAll("[name=whose]")) radio.onchange = drawWhose;
  drawWhose();
  const of = (list) => [...$("served").querySelectorAll("select")].filter((s) => s.value === list).map((s) => s.dataset.id);
  const done = await ask($("lists"), () => {
    const own = $("lists").querySelector("[value=own]").checked;
    return post("/officers/lists", { name: o.name, first: own ? of("first") : null, second: own ? of("second") : [] });
  });
  if (done) say(fill(words.changed, { name: o.name }));
}

async function newPassword(o) {
  text($("password-title"), fill(words.password_of, { name: o.name }));
  let password;
  const done = await ask($("password"), () => post("/officers/password", { name: o.name, password: (password = long($("password-again").value)) }));
  if (done) once(o.name, password, words.changed);
}

async function sure(words, send) {
  text($("sure-title"), words);
  return ask($("sure"), send);
}
const disable = async (o) => await sure(fill(words.sure_disable, { name: o.name }), () => post("/officers/disable", { name: o.name })) && say(fill(words.changed, { name: o.name }));
const reset = async (o) => await sure(fill(words.sure_reset, { name: o.name }), () => post("/officers/totp-reset", { name: o.name })) && say(fill(words.changed, { name: o.name }));

function long(password) {
  if (password.length < LEAST) throw { code: "too_short" };
  return password;
}

/** The password of somebody, shown until it is written down. */
function once(name, password, said) {
  say(fill(said, { name }));
  text($("once-words"), fill(words.told_once, { name }));
  text($("once-password"), password);
  set($("once"), { hidden: false });
  $("once-done").focus();
}

function say(message) {
  text($("said"), message);
  set($("said"), { hidden: !message });
}

/** Four groups of four letters: some 79 random bits. */
function drawn() {
  const bytes = crypto.getRandomValues(new Uint8Array(64));
  const fair = [...bytes].filter((b) => b < 256 - (256 % LETTERS.length)).slice(0, 16).map((b) => LETTERS[b % LETTERS.length]);
  return fair.join("").replace(/(.{4})(?=.)/g, "$1-");
}

for (const button of document.querySelectorAll("[data-draw]")) button.addEventListener("click", () => ($(button.dataset.draw).value = drawn()));
for (const radio of $("rights").querySelectorAll("[name=scope]")) radio.addEventListener("change", drawScope);
$("add").addEventListener("click", add);
$("all").addEventListener("change", draw);
$("once-done").addEventListener("click", () => {
  text($("once-password"), "");
  set($("once"), { hidden: true });
  $("add").focus();
});
draw();
setInterval(async () => {
  if (document.visibilityState !== "visible" || document.querySelector("dialog[open]")) return;
  try {
    people = (await get("/officers")).officers;
    draw();
    set($("wrong"), { hidden: true });
  } catch (error) {
    if (error.code === "locked") return; // lock.js says that
    text($("wrong"), words.codes[error.code] ?? words.codes.other);
    set($("wrong"), { hidden: false });
  }
}, LOOK);
document.body.dataset.ready = "yes";
