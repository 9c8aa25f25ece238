// The desk's HTTP interface. Every failure becomes an ApiError that can say what happened and what
// to do; `offline` stands for everything in which no answer of the desk arrived.
import { signal } from './vendor/ui.min.js';
import { lang, t } from './words.js';

const BASE = new URL('./api/', import.meta.url).href;
const PATIENCE_MS = 20_000;

export class ApiError extends Error {
  /** @param {number} status 0 when no answer came */
  constructor(status, code, message, extra = {}) {
    super(message);
    Object.assign(this, { status, code, extra });
  }

  /** Worth sending the same thing again: nobody said no. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export const get = (path) => call('GET', path);
export const post = (path, body = {}) => call('POST', path, body);
export const put = (path, body) => call('PUT', path, body);
export const remove = (path) => call('DELETE', path);

export const eventsUrl = `${BASE}events`;

/** Counts the answers: each one shows that the desk can be reached. */
export const answers = signal(0);

let signedOut = () => {};

/** What to do when the server no longer knows our session. */
export function onSignedOut(handler) {
  signedOut = handler;
}

async function call(method, path, body) {
  const response = await answered(method, path, body);
  if (response.status === 204) return null;
  if (response.status < 500) answers.value += 1;
  const content = await response.json().catch(() => null);
  if (response.ok && content !== null) return content;
  if (response.status === 401) signedOut();
  throw failure(response.status, content?.error);
}

async function answered(method, path, body) {
  try {
    return await fetch(BASE + path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: headers(method),
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, 'offline', t('error.offline'));
  }
}

function headers(method) {
  const always = { Accept: 'application/json', 'Accept-Language': lang.value };
  if (method === 'GET') return always;
  return { ...always, 'Content-Type': 'application/json', 'X-Lotse-Desk': '1' };
}

function failure(status, error) {
  const { code = 'unknown', message, ...extra } = error ?? {};
  if (status === 401) return new ApiError(status, 'signed_out', t('error.signed_out'), extra);
  const usual = status >= 500 ? t('error.server') : t('error.refused', { status });
  return new ApiError(status, code, message || usual, extra);
}
