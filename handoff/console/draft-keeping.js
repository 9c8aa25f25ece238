// Keeps what is being written on the server, sealed to the case, so that neither a reload nor
// another machine loses it. What colleagues do to the case does not touch it.
//
// - Kept is what has not arrived yet: the reply on its way, and the draft after it. So a reply that
//   is being sent is still kept; the desk throws it away in the moment in which it has the reply.
// - One request at a time for each case, so that an older text never overwrites a newer one.
import { effect } from './vendor/ui.min.js';
import { put, remove } from './api.js';
import { draftOf, outgoingOf, whenKept } from './drafts.js';
import { openItem, sealForCase, toBase64, fromBase64 } from '/post/sealing.js';
import { me } from './state.js';

const REST_MS = 2000;
const kept = new Map(); // case → {recipient, said, timer, turn, end}

whenKept((id) => kept.get(id)?.said === content(id));

/**
 * From now on the case's draft is kept; what was kept before comes back, unless something is
 * written here already.
 * @param book whose key is open (casebook.js)
 * @param ciphertext base64 of what was kept, or null
 */
export async function keepDraftOf(book, ciphertext) {
  if (kept.has(book.id)) return;
  const before = ciphertext ? await opened(book, ciphertext) : null;
  if (kept.has(book.id)) return;
  const draft = draftOf(book.id);
  if (before && !draft.value.text.trim() && !outgoingOf(book.id).value) {
    draft.value = { ...draft.value, ...before };
  }
  // What cannot be opened any more is kept until something else takes its place.
  const said = before ? content(book.id, { ...draft.value, ...before }) : '';
  const one = { recipient: book.recipient, said, timer: null, turn: Promise.resolve() };
  kept.set(book.id, one);
  one.end = effect(() => schedule(book.id, content(book.id)));
}

/** Keeps everything at once, as far as it is not kept: the page is about to be hidden or locked. */
export function flushDrafts() {
  return Promise.all([...kept.keys()].map((id) => keepNow(id)));
}

/** The desk is locked or left: nothing more is kept from here. */
export function stopKeeping() {
  for (const one of kept.values()) {
    clearTimeout(one.timer);
    one.end();
  }
  kept.clear();
}

document.addEventListener('visibilitychange', () => document.hidden && flushDrafts());
window.addEventListener('blur', () => flushDrafts());
document.addEventListener('focusout', ({ target }) => {
  if (target instanceof HTMLTextAreaElement) flushDrafts();
});

function schedule(id, now) {
  const one = kept.get(id);
  clearTimeout(one.timer);
  if (now !== one.said) one.timer = setTimeout(() => keepNow(id), REST_MS);
}

function keepNow(id) {
  const one = kept.get(id);
  const now = content(id);
  clearTimeout(one.timer);
  one.turn = one.turn.then(() => send(id, one, now)).catch(() => {
    // The desk cannot be reached, or the case is gone: with the next word it is tried again.
  });
  return one.turn;
}

async function send(id, one, now) {
  if (now === one.said) return;
  const where = `cases/${encodeURIComponent(id)}/draft`;
  if (now === '') await remove(where);
  else await put(where, { ciphertext: await sealed(id, one.recipient, now) });
  one.said = now;
}

/** What is not with the resident yet, as text; "" for nothing. */
function content(id, draft = draftOf(id).value) {
  const going = outgoingOf(id).value;
  const sent = going?.kind ? '' : (going?.original ?? going?.text);
  const words = [sent, draft.text.trim() ? draft.text : ''];
  const text = words.filter(Boolean).join('\n\n');
  if (!text) return '';
  const { why: _, ...rest } = draft;
  return JSON.stringify({ ...rest, lang: rest.lang ?? (going?.original ? 'de' : going?.lang) ?? null, text });
}

async function sealed(id, recipient, body) {
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  const place = { case: id, item: 'draft', author: author(), seq: 0, prev: '' };
  const envelope = { v: 1, suite: 'age-x25519', ...place, at, kind: 'draft', lang: '', body };
  return toBase64(await sealForCase(envelope, recipient));
}

/** @returns the draft, or null when it is damaged or somebody else's */
async function opened(book, ciphertext) {
  try {
    const envelope = JSON.parse(await openItem(fromBase64(ciphertext), book.key));
    const ours = envelope.kind === 'draft' && envelope.author === author();
    if (!ours || envelope.case !== book.id) return null;
    const draft = JSON.parse(envelope.body);
    return typeof draft.text === 'string' ? draft : null;
  } catch {
    return null;
  }
}

const author = () => `office:${me.value.id}`;
