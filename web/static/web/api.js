// api.js: acts, by POST. One key per choice; an unknown outcome is asked again with the same key, so
// a double tap or a cut reply yields one deed. Errors carry the problem's code, detail and state.
const PREFIX = "/api/v1";
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
const TRY = 4000; // ms for one try: a reply that hangs is asked for again, with the same key
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class HallError extends Error {
  constructor(problem) {
    super(problem.detail || problem.title || problem.code);
    Object.assign(this, problem); // code, detail, status, state, …
  }
}

// A fresh key; keep it as long as the choice is the same one.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

async function answer(response) {
  if (response.status === 204) return null;
  const type = response.headers.get("content-type") || "";
  const body = type.includes("json") ? await response.json() : {};
  if (!response.ok) {
    // lock.js, on every officer's page, covers the page until the password is typed
    if (body.code === "locked") dispatchEvent(new Event("hall-locked"));
    const retry = response.headers.get("retry-after");
    throw new HallError({ code: "broken", status: response.status, retry_after: retry && +retry, ...body });
  }
  return body;
}

// POST to /api/v1 + path (or to a path that begins with a full /…/ when `absolute`).
// Gives the reply's JSON, or null for 204. Throws HallError; code "no_answer" when, after
// `patience` ms, nobody has answered: the deed may or may not have happened, the same key tells.
export async function post(path, body = {}, { key = newKey(), token = null, patience = 10000, each = TRY, absolute = false } = {}) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  if (token) headers.Authorization = `Bearer ${token}`;
  else headers["X-Hall-Token"] = meta("hall-token");
  const until = performance.now() + patience;
  let pause = 200;
  for (;;) {
    try {
      const left = Math.max(1000, Math.min(each, until - performance.now()));
      const response = await fetch(absolute ? path : PREFIX + path, {
        method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(left),
        credentials: "same-origin",
      });
      if (response.status !== 503 || performance.now() + pause > until) return await answer(response);
    } catch (error) {
      if (error instanceof HallError) throw error;
      if (performance.now() + pause > until)
        throw new HallError({ code: "no_answer", status: 0, detail: String(error) });
    }
    await sleep(pause);
    pause = Math.min(pause * 2, 2000);
  }
}

// GET of /api/v1 + path.
export async function get(path, { token = null } = {}) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  try {
    return await answer(await fetch(PREFIX + path, { headers, credentials: "same-origin", signal: AbortSignal.timeout(10000) }));
  } catch (error) {
    if (error instanceof HallError) throw error;
    throw new HallError({ code: "no_answer", status: 0, detail: String(error) });
  }
}
