// Changes arrive through an EventSource. It says only which case changed; the page then asks for
// what is new by cursor, so a lost event or a broken line costs time, never content.
import { effect } from './vendor/ui.min.js';
import { answers, eventsUrl } from './api.js';
import { askAbout, openBooks, refresh, wasRead } from './casebook.js';
import { unlocked } from './keyring.js';
import { listed, refreshQueue } from './queue.js';
import { holdsKeys, listShows, loadState, online, route } from './state.js';

const SILENCE_MS = 60_000; // the desk pings every 20 s
const PAUSES_MS = [1000, 2000, 5000, 10_000];
const PATIENCE_MS = 4000;
const GATHER_MS = 50;
/** How often a long list is fetched anew at most. */
const LIST_MS = 1000;

let source = null;
let lastSign = 0;
let failures = 0;
let waiting = null; // the timer of the next try
let gathered = new Set();
let early = new Map(); // case → its refresh that was not put off
let listDue = null; // the timer until which the list is not fetched again
let listAgain = false;

const staffWatchers = new Set();
const watchers = new Set();

/** Calls `handler` whenever the team changed. @returns the function that ends it */
export function whenStaffChanges(handler) {
  staffWatchers.add(handler);
  return () => staffWatchers.delete(handler);
}

/** Calls `handler` after every event, whatever changed. @returns the function that ends it */
export function whenSomethingChanges(handler) {
  watchers.add(handler);
  return () => watchers.delete(handler);
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
  source.addEventListener('ping', stillThere);
  source.addEventListener('case', (event) => caseChanged(JSON.parse(event.data).id));
  source.addEventListener('look', (event) => lookedAt(JSON.parse(event.data).id));
  source.addEventListener('staff', () => {
    alive();
    teamChanged();
    tellAll(watchers);
  });
}

/** Who we are comes first: what may be asked for depends on it. */
function teamChanged() {
  loadState()
    .catch(() => {})
    .then(() => tellAll(staffWatchers));
}

function tellAll(handlers) {
  for (const handler of handlers) handler();
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

/** A case that is kept from us from now on causes no event: the queue tells. */
function stillThere() {
  alive();
  if (openBooks().length) gather();
}

/** After every (re)connection: whatever was missed meanwhile. */
function caughtUp() {
  alive();
  failures = 0;
  online.value = true;
  teamChanged();
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

/** What stands on the screen is read at once; what else there is to learn of it can wait. */
function caseChanged(id) {
  if (holdsKeys.value && onScreen(id) && wasRead(id)) early.set(id, refresh(id));
  gather(id);
}

/** Many events at once (a busy case, a reconnection) become one look. */
function gather(...ids) {
  alive();
  if (gathered.size === 0) setTimeout(look, GATHER_MS);
  gathered = new Set([...gathered, ...ids, '']);
}

async function look() {
  const ids = gathered;
  const begun = early;
  gathered = new Set();
  early = new Map();
  tellAll(watchers);
  if (!holdsKeys.value) return;
  // Whether something is unread is asked when it has been read.
  await Promise.all(begun.values());
  const books = openBooks();
  const asked = [...new Set([...ids, ...books])].filter(Boolean);
  try {
    await askAbout(asked);
  } catch {
    // The list says what is wrong; here the next event or ping asks again.
    refreshSoon();
    return;
  }
  // What is on the screen first. Reading marks as read, so other opened cases wait until somebody
  // looks at them, unless they are gone.
  const due = (id) => ids.has(id) && onScreen(id) && !(begun.has(id) && settled(listed(id)));
  for (const id of books) if (!listed(id) || due(id)) await refresh(id);
  refreshSoon();
}

const settled = ({ unread, withdrawing, state }) => !unread && !withdrawing && state !== 'ERASED';

/** Who else looks at a case changes nothing in it. */
async function lookedAt(id) {
  alive();
  if (holdsKeys.value && listed(id)) await askAbout([id]).catch(() => {});
}

export const onScreen = (id) => route.value.id === id && !document.hidden;

/** The list, at once when it has been quiet for a while. */
function refreshSoon() {
  if (!listShows()) return;
  if (listDue !== null) {
    listAgain = true;
    return;
  }
  refreshQueue();
  listDue = setTimeout(() => {
    listDue = null;
    if (listAgain) refreshSoon();
    listAgain = false;
  }, LIST_MS);
}
