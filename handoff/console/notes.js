// What the office writes down for itself. The author is "office:ID", a chain besides the replies',
// and the only reader is the case: the resident's side never learns that there is such an entry.
import { post } from './api.js';
import { bookOf, path, refresh } from './casebook.js';
import { wellFormed } from '/post/envelope.js';
import { sealForCase, toBase64 } from '/post/sealing.js';
import { me } from './state.js';

const OFFICE = 'office:';
const CLASHES = 5; // in a row, when several pages of one person write at once
const tried = new Map(); // case and item → what was sealed and sent without an answer yet

export const isInternal = ({ author }) => author.startsWith(OFFICE);

/** The staff id of whoever wrote it, of replies and of internal entries; null for others. */
export const writerOf = ({ author }) => author.match(/^(?:staff|office):(.+)$/)?.[1] ?? null;

/** An id for an entry. Whoever tries again after an error gives the same one: it is there once. */
export const newItem = () => crypto.randomUUID();

/**
 * Seals an entry to the case and adds it.
 * @param item from `newItem`
 * @param kind "note", "call", "meeting", "letter", "record", "photo" or "document"
 * @param body a text, or what the kind has (post/browser/envelope.js)
 * @throws {ApiError} then nothing is lost: the same call again goes on
 */
export async function addInternal(id, item, kind, body, lang = 'de') {
  const key = `${id} ${item}`;
  for (let clash = 0; clash < CLASHES; clash += 1) {
    if (bookOf(id).entries.value.some((entry) => entry.item === item)) break;
    const sent = tried.get(key) ?? (await sealedEntry(id, item, kind, body, lang));
    tried.set(key, sent);
    try {
      await post(`cases/${path(id)}/notes`, sent);
      break;
    } catch (error) {
      if (error.code !== 'chain' || clash === CLASHES - 1) throw error;
      tried.delete(key);
      await refresh(id);
    }
  }
  tried.delete(key);
  await refresh(id);
}

async function sealedEntry(id, item, kind, body, lang) {
  const { chain, recipient } = bookOf(id);
  const author = OFFICE + me.value.id;
  const place = chain.next(author);
  const content = officeEnvelope({ case: id, item, author, ...place, kind, lang, body });
  return { item, ...place, ciphertext: toBase64(await sealForCase(content, recipient)) };
}

export function officeEnvelope(fields) {
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  const body = typeof fields.body === 'string' ? wellFormed(fields.body) : fields.body;
  return { v: 1, suite: 'age-x25519', at, ...fields, body };
}
