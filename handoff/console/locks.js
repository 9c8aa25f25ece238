// The locks around a case's key, as the desk handles them. A wrap is age[holder](age[share](key)).
// Passing it on to a colleague opens the outer lock only: the inner one stays closed.
import { Decrypter } from '/post/vendor/age.min.js';
import { fromBase64, keyFrom, recipientOf, sealForPerson, toBase64 } from '/post/sealing.js';

/** `outer`: whether it is already the holder's own lock that does not open. */
export class BadWrap extends Error {
  constructor(outer) {
    super('the wrap does not open');
    this.outer = outer;
  }
}

/**
 * @param locks {wrap, share} as the desk gives them, the case's `recipient`
 * @returns the case's key, which is proved to be the one that belongs to the recipient
 * @throws {BadWrap}
 */
export async function openCase({ wrap, share, recipient }, mine) {
  return openShare(await openOuter(wrap, mine), share, recipient);
}

/** @returns {Promise<string>} the wrap for a colleague, from the wrap for oneself */
export async function passOn(wrap, mine, colleague) {
  return sealInner(await openOuter(wrap, mine), colleague);
}

/**
 * Opens a case's recovery wrap with both papers and proves that it is this case's.
 * @param papers the keys of paper 1 and paper 2
 * @returns {Promise<Uint8Array>} what `sealInner` seals for a holder
 * @throws {BadWrap}
 */
export async function recover({ wrap, share, recipient }, papers) {
  const inner = await openBoth(wrap, papers);
  await openShare(inner, share, recipient);
  return inner;
}

/** @returns {Promise<Uint8Array>} what was sealed for both papers; throws BadWrap */
export async function openBoth(sealed, [first, second]) {
  return openOuter(await openOuter(sealed, first), second);
}

/** @returns {Promise<string>} base64 of the inner file sealed for a holder */
export async function sealInner(inner, holder) {
  return toBase64(await sealForPerson(inner, holder));
}

async function openShare(inner, share, recipient) {
  try {
    const key = await keyFrom(await opened(inner, share.trim(), 'text'));
    if ((await recipientOf(key)) === recipient) return key;
  } catch {
    // The same as a key that belongs elsewhere.
  }
  throw new BadWrap(false);
}

async function openOuter(wrap, mine) {
  try {
    return await opened(typeof wrap === 'string' ? fromBase64(wrap) : wrap, mine);
  } catch {
    throw new BadWrap(true);
  }
}

async function opened(ciphertext, identity, format = 'uint8array') {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(ciphertext, format);
}
