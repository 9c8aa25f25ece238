// The server's addresses and what its refusals mean. Nothing here waits or tries again.

const BASE = "/chat/api/";
const PATIENCE = 20_000; // milliseconds for an ordinary answer on a slow line
export const POLL_SECONDS = 25;

/**
 * A call that did not succeed.
 * kind: "away" (no network, or the server is: try again) · "busy" (too many: try again after
 * `after` seconds) · "gone" (this conversation is unknown or expired) · "refused" (never works).
 * message: the key of one of the page's own sentences, which are surely in the page's language;
 * else the server's sentence, or "". code, details: what the server says for programs.
 */
export class Failure extends Error {
  constructor(kind, message = "", after = 0, details = {}) {
    super(message);
    this.kind = kind;
    this.after = after;
    this.code = details.code ?? "";
    this.details = details;
  }
}

/** The page's words, languages and settings; without `lang` the browser's languages decide. */
export function fetchStart(lang) {
  return call("GET", lang ? `start?lang=${encodeURIComponent(lang)}` : "start");
}

/** Open a conversation: {token}. */
export function openSession(lang) {
  return call("POST", "sessions", { body: { lang } });
}

/** Everything after `cursor`: {messages, cursor, lang}; waits up to `seconds` for the first. */
export function fetchMessages(token, cursor, seconds, signal) {
  const query = `messages?after=${encodeURIComponent(cursor)}&wait=${seconds}`;
  return call("GET", query, { token, signal, patience: PATIENCE + seconds * 1000 });
}

/** Send {id, text | tap | command | sealed}; the same id again has no second effect. */
export function sendMessage(token, body) {
  return call("POST", "messages", { token, body });
}

/** Erase the conversation while the page is already going away; never waits, never fails. */
export function eraseOnTheWayOut(token) {
  const body = { id: newId(), command: "erase" };
  call("POST", "messages", { token, body, keepalive: true }).catch(() => {});
}

/** A fresh UUID (crypto.randomUUID is missing in older browsers). */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Any address below /chat/api/; `options`: {token, body, signal, patience}. */
export async function call(method, path, { token, body, signal, keepalive, patience = PATIENCE } = {}) {
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, patience);
  signal?.addEventListener("abort", stop);
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(BASE + path, {
      method,
      headers,
      keepalive,
      body: body && JSON.stringify(body),
      signal: limit.signal,
      cache: "no-store",
      credentials: "omit",
    });
    if (!response.ok) throw await failureOf(response);
    return response.status === 204 ? null : await response.json();
  } catch (error) {
    throw error instanceof Failure ? error : new Failure("away");
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

async function failureOf(response) {
  const answer = await response.json().catch(() => null);
  const details = { status: response.status, ...answer?.error };
  const text = typeof details.message === "string" ? details.message : "";
  const after = Number(response.headers.get("Retry-After")) || 0;
  if (response.status === 401) return new Failure("gone", text);
  if (response.status === 429) return new Failure("busy", "too_fast", after || 5, details);
  if (response.status === 413) return new Failure("refused", "too_long", 0, details);
  if (response.status >= 500 || response.status === 408) return new Failure("away", text, after);
  return new Failure("refused", text, 0, details);
}
