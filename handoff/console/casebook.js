// The queue and the opened cases. A book is one case: its facts, its key and its opened items. The
// server is asked by cursor; what is open already is never opened twice.
import { signal } from './vendor/ui.min.js';
import { announce } from './announce.js';
import { get, post } from './api.js';
import { Chain } from '/post/chain.js';
import { dropWritingOf } from './drafts.js';
import { parsed } from '/post/envelope.js';
import { mine, unlocked } from './keyring.js';
import { openCase } from './locks.js';
import { fromBase64, openItem, sha256 } from '/post/sealing.js';
import { t } from './words.js';

/** Cases newest activity first, or null before the first answer. */
export const queues = { open: signal(null), closed: signal(null) };
export const queueTrouble = signal(null);

const FINAL = new Set(['delivered', 'undeliverable']);
const books = new Map();

export async function refreshQueue(which = 'open') {
  try {
    queues[which].value = (await get(`cases?state=${which}`)).cases;
    queueTrouble.value = null;
  } catch (error) {
    queueTrouble.value = error.message;
  }
}

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

/** What the queues say of a case, or undefined. */
export const listed = (id) =>
  queues.open.value?.find((one) => one.id === id) ??
  queues.closed.value?.find((one) => one.id === id);

/** Fetches and opens what is new. Refreshes of one case wait for each other. */
export function refresh(id) {
  const book = bookOf(id);
  book.turn = book.turn.then(() => readOn(book));
  return book.turn;
}

/** The same, after asking anew whose case it is. */
export async function reload(id) {
  await refreshQueue();
  await refresh(id);
}

export async function claim(id) {
  return changed(id, await post(`cases/${path(id)}/claim`, { epoch: epoch(id) }));
}

export async function release(id) {
  return changed(id, await post(`cases/${path(id)}/release`, { epoch: epoch(id) }));
}

export async function close(id) {
  return changed(id, await post(`cases/${path(id)}/closure`, { epoch: epoch(id) }));
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
  for (const queue of Object.values(queues)) queue.value = null;
}

function newBook(id) {
  return {
    id,
    facts: signal(null),
    entries: signal([]),
    trouble: signal(null),
    key: null,
    recipient: null, // the one that the key was proved to belong to
    chain: new Chain(id),
    turn: Promise.resolve(),
  };
}

const known = (id) => books.get(id)?.facts.value ?? listed(id);
const epoch = (id) => known(id).epoch;

function changed(id, answer) {
  const facts = answer.case ?? answer;
  if (books.has(id)) notice(books.get(id), facts);
  return refreshQueue();
}

/** Facts from the queue carry no recipient: what is known stays. */
function notice(book, facts) {
  book.facts.value = { ...book.facts.value, ...facts };
}

async function readOn(book) {
  if (!unlocked.value) return;
  try {
    await readFacts(book);
    if (book.facts.value.state === 'ERASED') vanish(book);
    if (book.facts.value?.withdrawing) shut(book, 'withdrawing');
    if (!book.key) return;
    const first = book.entries.value.length === 0;
    const fresh = await readItems(book);
    book.trouble.value = null;
    if (!first) tell(fresh);
    if (book.facts.value.unread) await refreshQueue();
  } catch (error) {
    if (error.status === 404) vanish(book);
    else if (error.code === 'withdrawing') shut(book, 'withdrawing');
    else book.trouble.value = { code: 'unread', message: error.message };
  }
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
  const { wrap, share, ...facts } = await get(`cases/${path(book.id)}`);
  notice(book, facts);
  if (book.key) return;
  if (facts.withdrawing) book.trouble.value = { code: 'withdrawing' };
  else if (!wrap) withoutWrap(book);
  else await openLocks(book, { wrap, share, recipient: facts.recipient });
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
  let after = cursor(book);
  for (;;) {
    const { items } = await get(`cases/${path(book.id)}/items?after=${after}`);
    for (const row of items) {
      const entry = update(book, row) ?? (await opened(book, row));
      if (entry.fresh) fresh.push(entry);
      after = Math.max(after, row.n);
    }
    // How many make a page is the desk's affair: large items make short pages.
    if (items.length === 0) return fresh;
  }
}

/** Starts before the first reply whose delivery may still change. */
function cursor({ entries }) {
  const open = entries.value.find((entry) => isStaff(entry) && !FINAL.has(entry.delivery));
  return open ? open.n - 1 : (entries.value.at(-1)?.n ?? 0);
}

const isStaff = (entry) => entry.author.startsWith('staff:');

function update(book, { n, delivery, delivery_why: why }) {
  const old = book.entries.value.find((entry) => entry.n === n);
  if (!old) return null;
  const now = { ...old, delivery, why, fresh: false };
  if (delivery !== old.delivery) {
    book.entries.value = book.entries.value.map((entry) => (entry.n === n ? now : entry));
  }
  return now;
}

async function opened(book, row) {
  const ciphertext = fromBase64(row.ciphertext);
  const hash = await sha256(ciphertext);
  const text = await openItem(ciphertext, book.key).catch(() => null);
  const envelope = text === null ? null : parsed(text);
  const marks = book.chain.take(row, hash, envelope);
  if (text === null) marks.push('unopened');
  else if (!envelope) marks.push('malformed');
  const { ciphertext: _, delivery_why: why, ...rest } = row;
  const entry = { ...rest, why, envelope, marks, fresh: true };
  book.entries.value = [...book.entries.value, entry];
  return entry;
}

function tell(entries) {
  for (const { author, envelope } of entries) {
    if (author !== 'resident') continue;
    const text = envelope?.kind === 'text' ? envelope.body : '';
    announce(t('announce.message', { text }));
  }
}
