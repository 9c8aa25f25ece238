// What a resident holds: everything is derived from the receipt's 32 digits, nothing is stored.
//
// identity: opens the case's items, with the case's salt, so that the digits are worth nothing
// once the case and its salt are erased. lookup: finds the case; the server stores a keyed hash of
// it. Neither tells anything about the other or about the digits.

import { bech32 } from './vendor/age.min.js';
import { fromBase64, keyFrom, recipientOf } from './sealing.js';

const IDENTITY = 'lotse resident identity v1';
const LOOKUP = 'lotse receipt lookup v1';
const PREFIX = 'age-secret-key-';

const encoder = new TextEncoder();

/**
 * @param digits the receipt
 * @param salt the case's salt, base64
 * @returns {Promise<{key, recipient: string}>} key: cannot be read out again where the browser can
 */
export async function residentOf(digits, salt) {
  const text = await identityText(digits, salt);
  return { key: await keyFrom(text), recipient: await recipientOf(text) };
}

/** @returns {Promise<string>} the identity as age writes it, AGE-SECRET-KEY-1… */
export async function identityText(digits, salt) {
  const bytes = await derived(digits, fromBase64(salt), IDENTITY);
  return bech32.encodeFromBytes(PREFIX, bytes).toUpperCase();
}

/** @returns {Promise<string>} 64 hex digits */
export async function lookupOf(digits) {
  const bytes = await derived(digits, new Uint8Array(), LOOKUP);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function derived(digits, salt, info) {
  const secret = await crypto.subtle.importKey('raw', encoder.encode(digits), 'HKDF', false, [
    'deriveBits',
  ]);
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info: encoder.encode(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, secret, 256));
}
