// Sending a reply so that it arrives once. A reply is sealed once and sent again and again with the
// same item id and the same ciphertext until the desk has said yes or no. Only when the desk says
// that the chain has moved on is it sealed anew, still under its id, so it can never be doubled.
import { announce } from './announce.js';
import { post } from './api.js';
import { bookOf, path, refresh, reload } from './casebook.js';
import { draftOf, outgoingOf, putBack } from './drafts.js';
import { wellFormed } from '/post/envelope.js';
import { unlocked } from './keyring.js';
import { onSafeLine, readersOf } from './readers.js';
import { sealForCase, toBase64 } from '/post/sealing.js';
import { me } from './state.js';
import { t } from './words.js';

/** Telegram takes 4,096 characters; the rest is for the counsellor's name above the text. */
export const LONGEST = 3800;

const PAUSES_MS = [0, 1000, 2000, 4000, 8000];

/**
 * Takes the draft of a case and sends it. What happens is seen in `outgoingOf(id)`.
 * @param made what goes out in its place: {text, original, translated} (composing.js), or null
 */
export async function sendReply(id, lang, made = null) {
  const text = wellFormed((made?.text ?? draftOf(id).value.text).trim());
  if (!text || outgoingOf(id).value) return;
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  const { original, translated } = made ?? {};
  const words = { text, lang, original: original && wellFormed(original), translated };
  outgoingOf(id).value = { item: crypto.randomUUID(), ...words, at, status: 'sending' };
  // The next one is written in the same language: after a translated one in German again.
  draftOf(id).value = { text: '', lang: made ? null : lang, why: null };
  await resend(id);
}

/**
 * Sends a photo or a document; on the safe line only, where the page of the resident opens it.
 * @param body {name, type, data: base64}
 */
export async function sendFile(id, kind, body, lang) {
  if (outgoingOf(id).value) return;
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  const text = body.name;
  outgoingOf(id).value = { item: crypto.randomUUID(), kind, body, text, lang, at, status: 'sending' };
  await resend(id);
}

/** Sends a reply on its way (again). */
export async function resend(id) {
  show(id, { status: 'sending', why: null });
  try {
    await sealed(id);
    await attempts(id);
  } catch (error) {
    show(id, { status: 'unsent', why: error.message });
  }
}

/** Back into the box, unless it turns out to have arrived. */
export async function takeBack(id) {
  await refresh(id);
  if (arrived(id)) finish(id);
  else if (bookOf(id).trouble.value) show(id, { why: t('error.offline') });
  else putBack(id, asWritten(outgoingOf(id).value));
}

/** Called when a case was refreshed: a reply whose answer was lost may be there. */
export function settle(id) {
  const reply = outgoingOf(id).value;
  if (reply && reply.status !== 'sending' && arrived(id)) finish(id);
}

async function attempts(id) {
  for (const pause of PAUSES_MS) {
    await new Promise((wake) => setTimeout(wake, pause));
    if (!unlocked.value || !outgoingOf(id).value) return;
    try {
      await post(`cases/${path(id)}/items`, order(id));
      show(id, { status: 'accepted', why: null });
      await refresh(id);
      settle(id);
      return;
    } catch (error) {
      if (!error.passing && !(await mended(id, error))) return;
      show(id, { why: error.message });
    }
  }
  show(id, { status: 'unsent' });
}

function order(id) {
  const { item, seq, prev, ciphertext, text } = outgoingOf(id).value;
  const sealedOnly = { epoch: bookOf(id).facts.value.epoch, item, seq, prev, ciphertext };
  return onSafeLine(id) ? sealedOnly : { ...sealedOnly, text };
}

async function sealed(id, anew = false) {
  const { ciphertext, item, kind = 'text', text, body = text, lang, at } = outgoingOf(id).value;
  if (ciphertext && !anew) return;
  const { original, translated } = outgoingOf(id).value;
  const readers = readersOf(id);
  if (!readers) throw new Error(t('reply.other_resident'));
  const { chain } = bookOf(id);
  const author = `staff:${me.value.id}`;
  const place = chain.next(author);
  const envelope = { v: 1, suite: 'age-x25519', case: id, item, author, ...place };
  const content = { ...envelope, at, kind, lang, body, original, translated };
  const bytes = await sealForCase(content, ...readers);
  show(id, { ...place, ciphertext: toBase64(bytes) });
}

/** The desk said no. @returns whether trying again makes sense now */
async function mended(id, error) {
  await reload(id);
  if (arrived(id)) return finish(id);
  if (error.code === 'chain') {
    await sealed(id, true);
    return true;
  }
  if (error.code === 'stale' && bookOf(id).facts.value?.mine) return true;
  const reply = outgoingOf(id).value;
  if (reply) putBack(id, asWritten(reply), error.code === 'stale' ? lost(id) : error.message);
  return false;
}

/** What comes back into the box: of a translated reply the German text. */
function asWritten(reply) {
  return reply.original ? { text: reply.original, lang: 'de' } : reply;
}

function lost(id) {
  const owner = bookOf(id).facts.value?.owner;
  return owner ? t('reply.lost_to', { name: owner.shown_name }) : t('reply.lost');
}

function arrived(id) {
  const item = outgoingOf(id).value?.item;
  return bookOf(id).entries.value.some((entry) => entry.item === item);
}

function finish(id) {
  outgoingOf(id).value = null;
  announce(t('announce.sent'));
  return false;
}

function show(id, change) {
  const reply = outgoingOf(id);
  if (reply.value) reply.value = { ...reply.value, ...change };
}
