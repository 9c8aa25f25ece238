// Changes arrive through an EventSource. It says only which case changed; the page then asks for
// what is new by cursor, so a lost event or a broken line costs time, never content.
import { effect } from './vendor/ui.min.js';
import { answers, eventsUrl } from './api.js';
import { openBooks, refresh, refreshQueue } from './casebook.js';
import { unlocked } from './keyring.js';
import { loadState, me, online, route } from './state.js';

const SILENCE_MS = 60_000; // the desk pings every 20 s
const PAUSES_MS = [1000, 2000, 5000, 10_000];
const PATIENCE_MS = 4000;
const GATHER_MS = 150;

let source = null;
let lastSign = 0;
let failures = 0;
let waiting = null; // the timer of the next try
let gathered = new Set();

const staffWatchers = new Set();

/** Calls `handler` whenever the team changed. @returns the function that ends it */
export function whenStaffChanges(handler) {
  staffWatchers.add(handler);
  return () => staffWatchers.delete(handler);
}

/** Connects while the desk is unlocked. */
export function startListening() {
  effect(() => (unlocked.value ? connect() : disconnect()));
  // Any answer of the desk shows that waiting longer makes no sense.
  effect(() => {
    if (answers.value && waiting !== null) connect();
  });
  setInterval(() => {
    if (source && Date.now() - lastSign > SILENCE_MS) reconnect();
  }, 5000);
  window.addEventListener('online', () => unlocked.value && connect());
}

function connect() {
  disconnect();
  source = new EventSource(eventsUrl);
  lastSign = Date.now();
  source.onopen = caughtUp;
  source.onerror = broken;
  source.addEventListener('ping', alive);
  source.addEventListener('case', (event) => gather(JSON.parse(event.data).id));
  source.addEventListener('staff', () => {
    alive();
    loadState().catch(() => {});
    for (const handler of staffWatchers) handler();
  });
}

/** The browser reconnects by itself, except after a refusal (a session that ended, a 503). */
function broken() {
  if (source?.readyState === EventSource.CLOSED) reconnect();
  else setTimeout(tellIfBroken, PATIENCE_MS);
}

/** Short breaks (a restart, new rights) are mended before anybody needs to know. */
function tellIfBroken() {
  if (source && source.readyState !== EventSource.OPEN) online.value = false;
}

function disconnect() {
  clearTimeout(waiting);
  waiting = null;
  source?.close();
  source = null;
}

function alive() {
  lastSign = Date.now();
}

/** After every (re)connection: whatever was missed meanwhile. */
function caughtUp() {
  alive();
  failures = 0;
  online.value = true;
  loadState().catch(() => {});
  for (const handler of staffWatchers) handler();
  gather(...openBooks());
}

function reconnect() {
  disconnect();
  online.value = false;
  const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)];
  failures += 1;
  waiting = setTimeout(again, pause);
}

/** Asking for the state first tells a session that ended from a desk that is away. */
async function again() {
  waiting = null;
  await loadState().catch(() => {});
  if (unlocked.value && !source) connect();
}

/** Many events at once (a busy case, a reconnection) become one look. */
function gather(...ids) {
  alive();
  if (gathered.size === 0) setTimeout(look, GATHER_MS);
  gathered = new Set([...gathered, ...ids, '']);
}

async function look() {
  const ids = gathered;
  gathered = new Set();
  if (!me.value?.confirmed) return;
  await refreshQueue('open');
  if (route.value.view === 'closed') await refreshQueue('closed');
  for (const id of openBooks()) if (ids.has(id)) await refresh(id);
}
