// What the browser may not lose, sealed by the browser and kept by the server as long as the
// conversation lives. The key stays in this tab: neither the phone alone (once the conversation is
// gone) nor the server alone can read it.
//
// Entry: AES-256-GCM, 12 bytes of nonce before it, the entry's name as associated data. Something
// large is spread over NAME, NAME-1, NAME-2 …; the first byte of each says how many there are.

import { fromBase64, toBase64 } from './sealing.js';

const NONCE = 12;
const ROOM = 2.5 * 1024 * 1024; // bytes of one entry
const MOST = 4; // parts

const encoder = new TextEncoder();

export const newVaultKey = () => toBase64(crypto.getRandomValues(new Uint8Array(32)));

export class Vault {
  #key;
  #store;

  /** `store`: {put(name, base64) async, get(name) async → base64 | null}. */
  constructor(keyText, store) {
    this.#store = store;
    this.#key = crypto.subtle.importKey('raw', fromBase64(keyText), 'AES-GCM', false, [
      'encrypt',
      'decrypt',
    ]);
  }

  /** @param {Uint8Array} bytes */
  async put(name, bytes) {
    const parts = Math.max(1, Math.ceil(bytes.length / ROOM));
    if (parts > MOST) throw new RangeError('too large for the vault');
    // The first part last: it is what makes the whole be there.
    for (let part = parts - 1; part >= 0; part -= 1) {
      const room = bytes.subarray(part * ROOM, (part + 1) * ROOM);
      await this.#putPart(partName(name, part), parts, room);
    }
  }

  /** @returns {Promise<Uint8Array | null>} null when it is not there or was changed */
  async get(name) {
    const first = await this.#getPart(name);
    if (!first) return null;
    const rooms = [first.room];
    for (let part = 1; part < first.parts; part += 1) {
      const next = await this.#getPart(partName(name, part));
      if (next?.parts !== first.parts) return null;
      rooms.push(next.room);
    }
    return joined(rooms);
  }

  putJson(name, value) {
    return this.put(name, encoder.encode(JSON.stringify(value)));
  }

  async getJson(name) {
    const bytes = await this.get(name);
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  }

  async #putPart(name, parts, room) {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
    const sealed = await crypto.subtle.encrypt(
      how(nonce, name),
      await this.#key,
      joined([Uint8Array.of(parts), room]),
    );
    await this.#store.put(name, toBase64(joined([nonce, new Uint8Array(sealed)])));
  }

  async #getPart(name) {
    const text = await this.#store.get(name);
    if (!text) return null;
    try {
      const bytes = fromBase64(text);
      const nonce = bytes.subarray(0, NONCE);
      const key = await this.#key;
      const opened = await crypto.subtle.decrypt(how(nonce, name), key, bytes.subarray(NONCE));
      const [parts] = new Uint8Array(opened, 0, 1);
      return { parts, room: new Uint8Array(opened, 1) };
    } catch {
      return null;
    }
  }
}

const how = (iv, name) => ({ name: 'AES-GCM', iv, additionalData: encoder.encode(name) });
const partName = (name, part) => (part ? `${name}-${part}` : name);

function joined(rooms) {
  const whole = new Uint8Array(rooms.reduce((sum, room) => sum + room.length, 0));
  let at = 0;
  for (const room of rooms) {
    whole.set(room, at);
    at += room.length;
  }
  return whole;
}
