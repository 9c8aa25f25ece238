// The case as its two readers see it: fetches its items, opens them with the resident's key, checks
// each author's chain, and seals what the resident adds.

import { Chain, REFUSED } from "/post/chain.js";
import { parsed, wellFormed } from "/post/envelope.js";
import { fromBase64, openItem, sealForCase, sha256, toBase64 } from "/post/sealing.js";
import { Failure } from "../api.js";

export const RESIDENT = "resident";
const CLASHES = 5; // in a row, when several tabs write at once

/** Entry: {row: the server's record, envelope | null, marks: [what is wrong with it]} */
export class Thread {
  #api;
  #case;
  #resident;
  #chain;
  #cursor = 0;
  #loading = Promise.resolve();
  #entries = new Map(); // item → entry
  #tried = new Map(); // item → what was sealed and sent without an answer yet
  #mine = new Set(); // items sent from here that the server's list has not brought yet

  /** `state`: the server's {case, recipient}; `resident`: {key, recipient}. */
  constructor(api, state, resident) {
    this.#api = api;
    this.#case = state;
    this.#resident = resident;
    this.#chain = new Chain(state.case);
  }

  /** Whether this is the case of that id. */
  isOf(id) {
    return this.#case.case === id;
  }

  get entries() {
    return [...this.#entries.values()];
  }

  entry(item) {
    return this.#entries.get(item) ?? null;
  }

  /** Fetches what is new. @returns {Promise<Entry[]>} in the server's order */
  load() {
    const next = this.#loading.then(() => this.#fetch());
    this.#loading = next.catch(() => {});
    return next;
  }

  /**
   * Seals and sends one item. A lost answer repeats the same ciphertext; only when the chain has gone
   * on elsewhere is it sealed anew, still under its id, so that it is never there twice.
   * @param more what the server is told besides, such as {handoff: true}
   */
  async send(item, kind, body, lang, more = {}) {
    if (this.#cursor === 0) await this.load();
    for (let clash = 0; clash < CLASHES; clash += 1) {
      if (this.#entries.has(item)) return; // it had arrived, only the answer was lost
      const sealed = this.#tried.get(item) ?? (await this.#sealed(item, kind, body, lang));
      this.#tried.set(item, sealed);
      try {
        await this.#api.add({ ...sealed.sent, ...more });
        await this.#tookOwn(sealed);
        return;
      } catch (failure) {
        if (failure.code !== "chain") throw failure;
        this.#tried.delete(item);
        await this.load();
      }
    }
    throw new Failure("away");
  }

  async #fetch() {
    const fresh = [];
    for (;;) {
      const { items, cursor } = await this.#api.items(this.#cursor);
      for (const row of items) fresh.push(await this.#taken(row));
      this.#cursor = cursor;
      if (items.length === 0) return fresh;
    }
  }

  // What this tab sent is known here before the server's list brings it.
  async #tookOwn({ sent: { item, seq, ciphertext }, envelope }) {
    const row = { item, author: RESIDENT, seq };
    this.#chain.take(row, await sha256(fromBase64(ciphertext)), envelope);
    this.#entries.set(item, { row, envelope, marks: [] });
    this.#mine.add(item);
    this.#tried.delete(item);
  }

  async #taken(row) {
    if (this.#mine.delete(row.item)) return this.#entries.get(row.item);
    const ciphertext = fromBase64(row.ciphertext);
    const { envelope, mark } = await this.#opened(ciphertext);
    const marks = this.#chain.take(row, await sha256(ciphertext), envelope);
    if (mark) marks.push(mark);
    const refused = marks.some((found) => REFUSED.has(found));
    const { ciphertext: _, ...shown } = row;
    const entry = { row: shown, envelope: refused ? null : envelope, marks };
    if (!this.#entries.has(row.item)) this.#entries.set(row.item, entry);
    return entry;
  }

  async #opened(ciphertext) {
    let text = "";
    try {
      text = await openItem(ciphertext, this.#resident.key);
    } catch {
      return { envelope: null, mark: "unopened" };
    }
    const envelope = parsed(text);
    return { envelope, mark: envelope ? "" : "malformed" };
  }

  async #sealed(item, kind, body, lang) {
    const { seq, prev } = this.#chain.next(RESIDENT);
    const envelope = envelopeOf({ case: this.#case.case, item, seq, prev, kind, lang, body });
    const bytes = await sealForCase(envelope, this.#case.recipient, this.#resident.recipient);
    return { envelope, sent: { item, seq, prev, ciphertext: toBase64(bytes) } };
  }
}

/** The envelope of something that the resident writes. */
export function envelopeOf(fields) {
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  const body = typeof fields.body === "string" ? wellFormed(fields.body) : fields.body;
  return { v: 1, suite: "age-x25519", author: RESIDENT, at, ...fields, body };
}
