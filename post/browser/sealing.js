// Everything that opens or seals, named by purpose. Keys are non-extractable CryptoKeys where the
// browser knows X25519, so that script in this page could use them but not carry them away;
// elsewhere they are the identity's text.
import { Decrypter, Encrypter, bech32, identityToRecipient } from './vendor/age.min.js';
import { padded } from './envelope.js';
import { checkHeader } from './header.js';

// DER header of a PKCS #8 X25519 private key (RFC 8410); the 32 key bytes follow.
const PKCS8 = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32];
const PREFIX = 'age-secret-key-';

/** A loop, because Uint8Array.from with a function takes ten times as long. */
export function fromBase64(text) {
  const chars = atob(text);
  const bytes = new Uint8Array(chars.length);
  for (let at = 0; at < chars.length; at += 1) bytes[at] = chars.charCodeAt(at);
  return bytes;
}

export function toBase64(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

/** @returns {Promise<string>} lower-case hex SHA-256 */
export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Turns AGE-SECRET-KEY-1… into a key that cannot be read out again, if the browser can. */
export async function keyFrom(identityText) {
  const text = identityText.trim();
  const { prefix, bytes } = bech32.decodeToBytes(text);
  if (prefix !== PREFIX || bytes.length !== 32) throw new Error('not an age identity');
  try {
    const pkcs8 = new Uint8Array([...PKCS8, ...bytes]);
    return await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'X25519' }, false, ['deriveBits']);
  } catch {
    return text;
  }
}

/** @returns the recipient (age1…) that belongs to an identity's text or key */
export const recipientOf = (identity) => identityToRecipient(identity);

/** Opens the nonce of a sign-in: giving it back proves that this browser holds the key. */
export const openNonce = (sealed, mine) => opened(fromBase64(sealed), mine);

/**
 * Opens the wrap's two locks: the counsellor's, then the office's share.
 * @returns the case's key
 * @throws when the wrap was made for somebody else or was tampered with
 */
export async function openCaseKey({ wrap, share }, mine) {
  const inner = await opened(fromBase64(wrap), mine);
  return keyFrom(await opened(inner, share.trim(), 'text'));
}

/** @returns {Promise<string>} the canonical JSON inside an item's ciphertext */
export const openItem = (ciphertext, caseKey) => opened(ciphertext, caseKey, 'text');

/**
 * @param recipients the case's; on the safe line the resident's as well
 * @returns {Promise<Uint8Array>} the padded envelope as an age file for all of them
 */
export const sealForCase = (envelope, ...recipients) => sealed(padded(envelope), ...recipients);

/** One lock of a wrap. @param content text or bytes @returns {Promise<Uint8Array>} */
export const sealForPerson = (content, recipient) => sealed(content, recipient);

/** Drafts wait sealed while the desk is locked. */
export const sealForMe = (text, recipient) => sealed(text, recipient);
export const openMine = (ciphertext, mine) => opened(ciphertext, mine, 'text');

/** Twenty hex digits of the recipient's SHA-256 in blocks of four, to be read aloud. */
export async function fingerprintOf(recipient) {
  const digest = await sha256(new TextEncoder().encode(recipient));
  return digest.slice(0, 20).match(/.{4}/g).join(' ');
}

async function sealed(content, ...recipients) {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(content);
}

async function opened(ciphertext, identity, format = 'uint8array') {
  checkHeader(ciphertext);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(ciphertext, format);
}
