// live.js: news from the hall. Watches topics, keeps the last whole picture of each, asks again
// when behind, forgets all when the server's epoch is new, and says how long nothing was heard.
//
//   import { live } from "/static/web/live.js";
//   const l = live();
//   l.watch("display/tv1", (picture) => draw(picture));   // picture = data; second argument {topic, seq, at}
//   l.onStale((seconds) => …);                             // every second, seconds since the last news
//   l.announce(({ seq, at, call, words }) => …);           // the speaking display only
import { post } from "/static/web/api.js";
import { io } from "/static/vendor/socket.io.esm.min.js";

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

export function live({ token = null } = {}) {
  const topics = new Map(); // topic -> {fn, seq, refused}
  const stale = [], calls = [], refusals = [], states = [];
  let epoch = null, heard = performance.now(), offset = null, reload = false, touched = 0;
  let idle = () => performance.now() - touched > 20000;

  const socket = io("/live", {
    transports: ["websocket"],
    auth: token ? { token } : {},
    reconnectionDelay: 300,
    reconnectionDelayMax: 1200, // with the time-out below: right again within 5 s of healing
    randomizationFactor: 0.5,
    timeout: 2500,
  });

  for (const kind of ["pointerdown", "keydown"])
    addEventListener(kind, () => (touched = performance.now()), { passive: true, capture: true });

  function hear(at) {
    heard = performance.now();
    if (at) offset = at - Date.now();
  }

  function ask(topic) {
    const sent = performance.now();
    const entry = topics.get(topic);
    if (!entry || (entry.asking && sent - entry.asking < 1900)) return;
    entry.asking = sent;
    socket.emit("watch", { topic }, (ack) => {
      entry.asking = 0;
      if (!ack?.ok) {
        for (const fn of refusals) fn(topic, ack?.code ?? "not_allowed");
        return;
      }
      newEpoch(ack.epoch);
      show(ack.picture);
    });
  }

  function newEpoch(now) {
    if (epoch === now) return;
    epoch = now;
    for (const entry of topics.values()) entry.seq = -1;
  }

  function show(picture) {
    hear(picture.at);
    const entry = topics.get(picture.topic);
    if (!entry || picture.seq <= entry.seq) return;
    entry.seq = picture.seq;
    entry.fn(picture.data, picture);
  }

  socket.on("connect", () => {
    for (const fn of states) fn(true);
    for (const [topic, entry] of topics) {
      entry.asking = 0;
      ask(topic);
    }
  });
  socket.on("disconnect", (reason) => {
    for (const fn of states) fn(false);
    // cut by the server (restart, key revoked): socket.io does not come back by itself
    if (reason === "io server disconnect") setTimeout(() => socket.connect(), 1000 + Math.random() * 2000);
  });
  // refused at the door: socket.io gives up by itself, a device must not
  socket.on("connect_error", (error) => {
    const code = error?.data?.code ?? error?.message ?? "refused";
    if (code === "locked") dispatchEvent(new Event("hall-locked"));
    for (const fn of refusals) fn(null, code);
    if (!socket.active) setTimeout(() => socket.connect(), 3000 + Math.random() * 2000);
  });
  addEventListener("hall-unlocked", () => {
    if (!socket.connected) socket.disconnect().connect();
  });
  // an admin wants this device to have a new key: the reply brings it as the cookie
  socket.on("rekey", async () => {
    const reply = await post("/key/rotate");
    const token = document.querySelector('meta[name="hall-token"]');
    if (token) token.content = reply.token;
  });
  socket.on("picture", show);
  socket.on("alive", (news) => {
    hear(news.at);
    if (epoch !== null && news.epoch !== epoch) newEpoch(news.epoch);
    for (const [topic, seq] of Object.entries(news.topics))
      if (topics.has(topic) && topics.get(topic).seq !== seq) ask(topic);
  });
  socket.on("announce", (call) => {
    hear(null);
    for (const fn of calls) fn(call);
  });
  socket.on("hello", ({ version }) => {
    reload = version !== meta("hall-version");
  });
  socket.on("goodbye", ({ retry_ms }) => {
    socket.disconnect();
    setTimeout(() => socket.connect(), retry_ms);
  });

  setInterval(() => {
    const seconds = Math.floor((performance.now() - heard) / 1000);
    for (const fn of stale) fn(seconds);
    if (reload && idle()) {
      reload = false;
      location.reload();
    }
  }, 1000);

  return {
    // fn(data, {topic, seq, at}) with each whole picture of the topic, the present one first
    watch(topic, fn) {
      topics.set(topic, { fn, seq: -1, asking: 0 });
      if (socket.connected) ask(topic);
    },
    unwatch(topic) {
      topics.delete(topic);
      if (socket.connected) socket.emit("unwatch", { topic });
    },
    // fn(seconds since the last news), every second
    onStale(fn) { stale.push(fn); },
    // fn({seq, at, call, words}) once per spoken call
    announce(fn) { calls.push(fn); },
    // fn(true | false) when the connection is made or lost
    onState(fn) { states.push(fn); },
    // fn(topic or null, code) when a topic or the connection is refused
    onRefused(fn) { refusals.push(fn); },
    // fn() says whether the page may reload itself now (default: 20 s without a touch or key)
    idleWhen(fn) { idle = fn; },
    // the server's clock, as a Date
    now() { return new Date(Date.now() + (offset ?? 0)); },
    get connected() { return socket.connected; },
    close() { socket.close(); },
  };
}

export { embedded } from "/static/web/words.js";
