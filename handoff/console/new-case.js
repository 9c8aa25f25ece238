// A case made by hand. Its key is made here, wrapped for the team and for recovery, and forgotten;
// the server sees the outside only.
import { get, post } from './api.js';
import { lockCase } from '/post/wrapping.js';
import { sealForCase, toBase64 } from '/post/sealing.js';
import { newItem, officeEnvelope } from './notes.js';
import { me } from './state.js';

/** How somebody came who has no chat with us. */
export const BY_HAND = ['phone', 'letter', 'visit'];

/** What makes an offer worth nothing: it is asked for anew, and everything is sealed again. */
const PASSED = new Set(['ticket', 'roster', 'wraps']);

/**
 * @param {{team, channel, lang, agreed, text}} given `agreed`: what the person agreed to, `text`:
 *   the first note
 * @returns {Promise<{id, number}>}
 * @throws {ApiError}
 */
export async function makeCase(given) {
  try {
    return await made(given, await offered(given.team));
  } catch (error) {
    if (!PASSED.has(error.code)) throw error;
    return made(given, await offered(given.team));
  }
}

const offered = (team) => get(`new-case?team=${encodeURIComponent(team)}`);

async function made({ channel, lang, agreed, text }, offer) {
  const { share, holders, recovery, ticket, version } = offer;
  const { recipient, wraps, recoveryWrap } = await lockCase({ share, holders, papers: recovery });
  const item = newItem();
  const author = `office:${me.value.id}`;
  const body = [text.trim(), agreed.trim()].filter(Boolean).join('\n\n');
  const place = { case: offer.case, item, author, seq: 0, prev: '' };
  const ciphertext = await sealForCase(
    officeEnvelope({ ...place, kind: 'note', lang: 'de', body }),
    recipient,
  );
  const order = { ticket, version, channel, lang, recipient, wraps, item };
  const sealed = { recovery_wrap: recoveryWrap, ciphertext: toBase64(ciphertext) };
  return repeated({ ...order, ...sealed });
}

/** The same ticket again is the same case, so a lost answer may simply be asked for again. */
async function repeated(order) {
  try {
    return await post('cases', order);
  } catch (error) {
    if (!error.passing) throw error;
    return post('cases', order);
  }
}
