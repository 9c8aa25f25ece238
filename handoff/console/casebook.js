// The opened cases. A book is one case: its facts, its key and its opened items. The server is asked
// by cursor; what is open already is never opened twice.
import { signal } from './vendor/ui.min.js';
import { announce, hush } from './announce.js';
import { get, post } from './api.js';
import { Chain } from '/post/chain.js';
import { keepDraftOf } from './draft-keeping.js';
import { dropWritingOf } from './drafts.js';
import { parsed } from '/post/envelope.js';
import { mine, unlocked } from './keyring.js';
import { openCase } from './locks.js';
import { ask, forgetQueue, learn, listed, refreshQueue } from './queue.js';
import { fromBase64, openItem, sha256 } from '/post/sealing.js';
import { listShows, me } from './state.js';
import { t } from './words.js';

const FINAL = new Set(['delivered', 'undeliverable']);
const books = new Map();

/** The book of a case; empty until `refresh` has run. */
export function bookOf(id) {
  if (!books.has(id)) books.set(id, newBook(id));
  return books.get(id);
}

/** The cases that were opened here and are still there, as far as we know. */
export function openBooks() {
  const there = [...books.values()].filter((book) => book.trouble.value?.code !== 'gone');
  return there.map(({ id }) => id);
}

/** Everything that is open here, for the search. */
export const openedBooks = () => [...books.values()].filter((book) => book.key);

/**
 * Fetches and opens what is new. Refreshes of one case wait for each other; one that has not begun
 * serves everybody who asked meanwhile.
 */
export function refresh(id) {
  const book = bookOf(id);
  if (book.waits) return book.turn;
  book.waits = true;
  book.turn = book.turn.then(() => {
    book.waits = false;
    return readOn(book);
  });
  return book.turn;
}

/** Whether the case was read to its end here, so that only what is new is missing. */
export const wasRead = (id) => Boolean(books.get(id)?.key) && !books.get(id).begun;

/** Learns the present facts of these cases, opened or not. Throws ApiError. */
export async function askAbout(ids) {
  await ask(ids);
  for (const id of ids) {
    const book = books.get(id);
    if (book?.facts.value && listed(id)) notice(book, listed(id));
  }
}

/** The same, after asking anew whose case it is. */
export async function reload(id) {
  await askAbout([id]).catch(() => {});
  await refresh(id);
}

/** Somebody begins to look at the case: what they have not read is marked from here. */
export async function visit(id) {
  const book = bookOf(id);
  book.newFrom.value = null;
  book.begun = true;
  if (book.key) await askAbout([id]).catch(() => {});
  await refresh(id);
}

/** The case's present epoch, which every deed carries. */
export const epochOf = (id) => facts(id).epoch;

/** Takes over what the desk answered to a deed. */
export function changed(id, answer) {
  const now = answer.case ?? answer;
  learn([now]);
  if (books.has(id)) notice(books.get(id), now);
  return listShows() ? refreshQueue() : Promise.resolve();
}

/** Tells the desk that our lock of this case does not open, so that colleagues make a new one. */
export async function reportBadWrap(id) {
  const { others } = await post(`cases/${path(id)}/bad-wrap`);
  bookOf(id).trouble.value = { code: others ? 'bad_wrap_others' : 'bad_wrap_nobody', n: others };
}

export const path = encodeURIComponent;

/** Forgets everything that was opened. */
export function dropAll() {
  books.clear();
  hush();
  forgetQueue();
}

function newBook(id) {
  return {
    id,
    facts: signal(null),
    entries: signal([]),
    trouble: signal(null),
    newFrom: signal(null), // the `n` of the first item that was unread at the beginning of the visit
    begun: false, // a visit that has read nothing yet
    key: null,
    recipient: null, // the one that the key was proved to belong to
    chain: new Chain(id),
    turn: Promise.resolve(),
    waits: false, // a refresh that has not begun
  };
}

const facts = (id) => books.get(id)?.facts.value ?? listed(id);

/** Facts from the queue carry no recipient: what is known stays. */
function notice(book, facts) {
  const now = { ...book.facts.value, ...facts };
  // Most answers say what was known: nothing on the screen has to be made anew then.
  if (JSON.stringify(now) !== JSON.stringify(book.facts.value)) book.facts.value = now;
}

async function readOn(book) {
  if (!unlocked.value) return;
  try {
    await readFacts(book);
    if (book.facts.value.state === 'ERASED') vanish(book);
    if (book.facts.value?.withdrawing) shut(book, 'withdrawing');
    if (!book.key) return;
    const first = book.entries.value.length === 0;
    const { unread } = book.facts.value;
    const fresh = await readItems(book);
    book.trouble.value = null;
    if (unread && book.begun) book.newFrom.value = firstOf(book, fresh, unread);
    book.begun = false;
    if (!first) tell(fresh);
    if (unread) await askAbout([book.id]);
  } catch (error) {
    if (error.status === 404) vanish(book);
    else if (error.code === 'withdrawing') shut(book, 'withdrawing');
    else book.trouble.value = { code: 'unread', message: error.message };
  }
}

/** @returns the `n` from which on it was unread; null when the whole case was */
function firstOf(book, fresh, unread) {
  const others = fresh.filter((entry) => !entry.author.endsWith(`:${me.value?.id}`));
  const n = others.at(-unread)?.n ?? null;
  return n === book.entries.value[0]?.n ? null : n;
}

/** The case was withdrawn or its time was over: nothing of it stays here either. */
function vanish(book) {
  shut(book, 'gone');
  book.facts.value = null;
  dropWritingOf(book.id);
}

/** What was opened of the case is forgotten; what was written for it is not. */
function shut(book, code) {
  Object.assign(book, { key: null, chain: new Chain(book.id) });
  book.entries.value = [];
  book.trouble.value = { code };
}

/** Asking for the whole case releases the office's share, which is logged: so only when needed. */
async function readFacts(book) {
  if (book.key && listed(book.id)) {
    notice(book, listed(book.id));
    return;
  }
  const { wrap, share, draft, ...facts } = await get(`cases/${path(book.id)}`);
  notice(book, facts);
  if (book.key) return;
  if (facts.withdrawing) book.trouble.value = { code: 'withdrawing' };
  else if (!wrap) withoutWrap(book);
  else await openLocks(book, { wrap, share, recipient: facts.recipient });
  if (book.key) await keepDraftOf(book, draft);
}

/** That there was a damaged one, which we reported, says more. */
function withoutWrap(book) {
  const reported = book.trouble.value?.code.startsWith('bad_wrap_');
  if (!reported) book.trouble.value = { code: 'no_wrap' };
}

async function openLocks(book, locks) {
  try {
    book.key = await openCase(locks, mine());
    book.recipient = locks.recipient;
  } catch (error) {
    book.trouble.value = { code: 'bad_wrap' };
    // What our own key does not open is of no use to anybody. If the inner lock is at fault it may
    // be the share's, so a person decides.
    if (error.outer) await reportBadWrap(book.id);
  }
}

/** @returns the entries that were not there before */
async function readItems(book) {
  const fresh = [];
  let page = itemsAfter(book, cursor(book));
  for (;;) {
    const { items } = await page;
    // How many make a page is the desk's affair: large items make short pages.
    if (items.length === 0) return fresh;
    // The next page is on its way while this one is opened.
    page = itemsAfter(book, Math.max(...items.map(({ n }) => n)));
    page.catch(() => {});
    fresh.push(...(await takePage(book, items)));
  }
}

const itemsAfter = ({ id }, n) => get(`cases/${path(id)}/items?after=${n}`);

/** Starts before the first reply whose delivery may still change. */
function cursor({ entries }) {
  const open = entries.value.find((entry) => isStaff(entry) && !FINAL.has(entry.delivery));
  return open ? open.n - 1 : (entries.value.at(-1)?.n ?? 0);
}

const isStaff = (entry) => entry.author.startsWith('staff:');

/**
 * Opens what is new in a page, all at once, and shows it with one change of the screen.
 * @returns the entries that were not there before
 */
async function takePage(book, rows) {
  const known = new Set(book.entries.value.map(({ n }) => n));
  const opened = await Promise.all(rows.map((row) => (known.has(row.n) ? null : open(book, row))));
  const now = new Map(book.entries.value.map((entry) => [entry.n, entry]));
  const fresh = [];
  let changed = false;
  // The chain is checked in the server's order, whichever item was opened first.
  rows.forEach((row, at) => {
    const old = now.get(row.n);
    if (!old) fresh.push(entryOf(book, row, opened[at]));
    else if (old.delivery === row.delivery) return;
    changed = true;
    now.set(row.n, old ? { ...old, ...deliveryOf(row) } : fresh.at(-1));
  });
  // An entry that stays the same object is not drawn again.
  if (changed) book.entries.value = [...now.values()];
  return fresh;
}

const deliveryOf = ({ delivery, delivery_why: why }) => ({ delivery, why });

async function open(book, row) {
  const ciphertext = fromBase64(row.ciphertext);
  const hash = await sha256(ciphertext);
  const text = await openItem(ciphertext, book.key).catch(() => null);
  return { hash, text };
}

function entryOf(book, row, { hash, text }) {
  const envelope = text === null ? null : parsed(text);
  const marks = book.chain.take(row, hash, envelope);
  if (text === null) marks.push('unopened');
  else if (!envelope) marks.push('malformed');
  const { ciphertext: _, delivery_why: why, ...rest } = row;
  return { ...rest, why, envelope, marks };
}

function tell(entries) {
  for (const { author, envelope } of entries) {
    if (author !== 'resident') continue;
    const text = envelope?.kind === 'text' ? envelope.body : '';
    announce(t('announce.message', { text }));
  }
}
