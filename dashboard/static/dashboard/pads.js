// Learning a pad: what the line says, which pattern finds the keys, what each means, the row.
import { live } from "/static/web/live.js";
import { get, post } from "/static/web/api.js";
import { data, el, fill, keyed, set, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const setting = data("setting");
const words = data("words");
const link = live();
const STALE = 10; // s without news before the page says so
const AGAIN = 300_000; // ms: a page that is open keeps the line

let port = null; // listened to
let picture = null;
let result = null; // of the pattern
let renewed = 0; // when listening was last asked for
const meanings = new Map(); // key in hex -> next, 5, …

const kind = () => document.querySelector("input[name=kind]:checked").value;
const hexed = (hex) => hex.toUpperCase().replace(/(..)(?=.)/g, "$1 ");
const quoted = (said) => `'${said.replaceAll("'", "''")}'`;

async function listen() {
  const wish = $("port").value.trim();
  text($("wrong"), "");
  try {
    const first = await post("/lines/listen", { port: wish, baud: Number($("baud").value) });
    renewed = performance.now();
    if (port && port !== wish) link.unwatch(`line/${port}`);
    port = wish;
    hear(first);
    link.watch(`line/${port}`, hear);
  } catch (error) {
    text($("wrong"), error.status === 401 ? words.expired : words.codes[error.code] ?? fill(words.failed, { why: error.detail ?? error.code }));
  }
}

function hear(news) {
  if (news.state === "ended") { // what was learnt stays
    text($("line"), words.ended);
    return;
  }
  picture = news;
  $("baud").value = String(news.baud);
  drawLine();
  attempt();
}

function drawLine() {
  const { state, why, baud, pads, heard, suggestions } = picture;
  const said = state === "ok" ? fill(words.listening, { baud }) : state === "down" ? fill(words.down, { why: words.errors[why] ?? why }) : words.opening;
  text($("line"), pads.length ? `${said} ${fill(words.in_use, { pads: pads.join(", ") })}` : said);
  const rows = [...heard].reverse();
  keyed($("heard"), rows, (b) => `${b.at}/${b.gap}`, () => el("li", {}, el("small"), " ", el("code"), " ", el("code", { class: "soft" })), (li, b) => {
    text(li.children[0], b.gap === null ? words.first : fill(words.after, { n: b.gap }));
    text(li.children[1], b.bytes);
    text(li.children[2], b.text);
  });
  keyed($("suggestions"), suggestions, (s) => `${s.frame}/${s.checksum}`, (s) => el("li", {}, el("code", {}, s.frame), " ", el("span", {}),
    " ", el("button", { type: "button", onclick: () => use(s) }, words.use)), (li, s) => {
    text(li.children[1], [words.why[s.why], s.checksum].filter(Boolean).join(" · "));
    set(li.children[2], { "aria-label": `${words.use}: ${s.frame}` });
  });
  text($("no-pattern"), suggestions.length ? "" : words.no_pattern);
}

function use(suggestion) {
  $("frame").value = suggestion.frame;
  $("checksum").value = suggestion.checksum ?? "";
  attempt();
}

let asking = 0;
/** Tries the pattern on what was heard; the last answer counts. */
async function attempt() {
  const frame = $("frame").value;
  const mine = ++asking;
  if (!port || !frame) {
    result = null;
    draw();
    return;
  }
  const query = new URLSearchParams({ port, frame, checksum: $("checksum").value });
  try {
    const news = await get(`/lines/try?${query}`);
    if (mine === asking) result = news;
  } catch (error) {
    if (mine === asking) result = { ok: false, why: error.code === "not_listening" ? words.ended : error.detail };
  }
  if (mine === asking) draw();
}

/** The keys of this pad: of its own address, where pads have one. */
function mine() {
  if (!result?.ok) return [];
  const address = $("address").value.replaceAll(" ", "").toLowerCase();
  return result.keys.filter((k) => k.address === null || !address || k.address === address);
}

function draw() {
  if (result && !result.ok) text($("found"), fill(words.bad_pattern, { why: result.why }));
  else text($("found"), result ? fill(words.found, { n: result.frames, junk: result.junk, bad: result.bad }) : "");
  set($("found"), { "data-bad": Boolean(result && (!result.ok || result.junk || result.bad)) });
  const addresses = result?.ok ? [...new Set(result.keys.map((k) => k.address).filter(Boolean))] : [];
  if (addresses.length === 1 && !$("address").value) $("address").value = addresses[0];
  const keys = mine();
  const heard = new Set(keys.map((k) => k.key));
  const shown = [...keys, ...[...meanings.keys()].filter((k) => !heard.has(k)).map((key) => ({ key, text: null, times: 0 }))];
  const newest = result?.ok && heard.has(result.newest) ? result.newest : null;
  text($("just"), newest ? fill(words.just, { key: hexed(newest) }) : "");
  keyed($("keys"), shown, (k) => `${kind()}/${k.key}`, keyRow, (li, k) => {
    text(li.querySelector("code"), `${hexed(k.key)}${k.text ? ` (${k.text})` : ""}`);
    text(li.querySelector("small"), fill(words.times, { n: k.times }));
    set(li, { "data-newest": k.key === newest });
  });
  drawRow();
}

function keyRow({ key }) {
  const choices = kind() === "call" ? setting.verbs.map((v) => [v, words.verbs[v]])
    : Array.from({ length: setting.levels }, (_, i) => [String(i + 1), fill(words.score, { n: i + 1 })]);
  const select = el("select", { "aria-label": fill(words.meaning, { key: hexed(key) }), onchange: () => {
    if (select.value) meanings.set(key, select.value);
    else meanings.delete(key);
    drawRow();
  } }, el("option", { value: "" }, words.nothing), ...choices.map(([value, name]) => el("option", { value }, name)));
  select.value = meanings.get(key) ?? "";
  return el("li", {}, el("span", {}, words.key, " ", el("code")), el("small", { class: "soft" }), select);
}

function drawRow() {
  const address = $("address").value.replaceAll(" ", "");
  const wants = $("frame").value.includes("(?P<address>");
  const missing = [
    [port, "port"], [result?.ok, "frame"], [meanings.size, "keys"], [!wants || address, "address"],
    [$("id").value && $("id").checkValidity(), "id"], [$("counter").value, "counter"],
  ].filter(([there]) => !there).map(([, what]) => words.parts[what]);
  text($("missing"), missing.length ? fill(words.missing, { what: missing.join(", ") }) : "");
  const keys = [...meanings].map(([key, meaning]) => `${quoted(key)}: ${meaning}`).join(", ");
  const lines = [
    `  - id: ${$("id").value}`, `    kind: ${kind()}`, `    counter: ${quoted($("counter").value)}`, `    port: ${quoted(port ?? "")}`,
    `    baud: ${picture?.baud}`, `    frame: ${quoted($("frame").value)}`, $("checksum").value && `    checksum: ${$("checksum").value}`,
    wants && `    address: ${quoted(address)}`, `    keys: {${keys}}`,
  ];
  text($("row"), missing.length ? "" : lines.filter(Boolean).join("\n"));
  for (const id of ["row", "copy"]) set($(id), { hidden: missing.length > 0 });
  text($("copied"), "");
}

$("listen").addEventListener("submit", (event) => {
  event.preventDefault();
  listen();
});
for (const id of ["frame", "checksum"]) $(id).addEventListener("input", attempt);
for (const id of ["address", "id", "counter"]) $(id).addEventListener("input", draw);
for (const radio of document.querySelectorAll("input[name=kind]")) {
  radio.addEventListener("change", () => {
    meanings.clear();
    draw();
  });
}
$("copy").addEventListener("click", async () => {
  getSelection().selectAllChildren($("row"));
  await navigator.clipboard?.writeText($("row").textContent).catch(() => null); // plain http has none
  text($("copied"), words.copied);
});
link.onStale((s) => {
  text($("stripe"), s >= STALE ? fill(words.stale, { n: s }) : "");
  set($("stripe"), { hidden: s < STALE });
  if (port && performance.now() - renewed > AGAIN) listen();
});
link.onRefused((topic, code) => ["not_allowed", "who_are_you"].includes(code) && text($("wrong"), words.expired));
link.idleWhen(() => false); // what was learnt would be lost

const known = setting.pads.find((p) => p.id === new URLSearchParams(location.search).get("pad"));
if (known) {
  for (const name of ["port", "frame", "id", "counter"]) $(name).value = known[name] ?? "";
  $("baud").value = String(known.baud);
  $("checksum").value = known.checksum ?? "";
  $("address").value = known.address ?? "";
  document.querySelector(`input[name=kind][value=${known.kind}]`).checked = true;
  for (const [key, meaning] of Object.entries(known.keys)) meanings.set(key.length === 1 ? key.charCodeAt(0).toString(16).padStart(2, "0") : key.toLowerCase(), String(meaning));
  listen();
}
draw();
