// The safe line's addresses (the contract: docs/web-chat.md).

import { call, Failure } from "../api.js";

const UPLOAD = 180_000; // ms; a photo over a slow line

/** The server's calls in the name of one conversation. */
export class LineApi {
  #token;

  constructor(token) {
    this.#token = token;
  }

  /** {commands: {name: [word]}, danger: {phrases, unless, ordinary}} */
  guard(lang) {
    return this.#call("GET", `guard?lang=${encodeURIComponent(lang)}`);
  }

  state() {
    return this.#call("GET", "line");
  }

  offer() {
    return this.#call("POST", "line/offer", {});
  }

  openCase(body) {
    return this.#call("POST", "line/cases", body, UPLOAD);
  }

  /** {items, cursor}; what comes after `cursor` (0: from the beginning) */
  items(cursor) {
    return this.#call("GET", `line/items?after=${cursor}`, undefined, UPLOAD);
  }

  add(item) {
    return this.#call("POST", "line/items", item, UPLOAD);
  }

  withdraw(lookup) {
    return this.#call("POST", "line/withdrawal", { lookup });
  }

  ping(on) {
    return this.#call("PUT", "line/ping", { on });
  }

  translation(on) {
    return this.#call("PUT", "line/translation", { on });
  }

  // What the vault keeps things in.

  put(name, sealed) {
    return this.#call("PUT", `vault/${name}`, { sealed }, UPLOAD);
  }

  /** null when there is nothing of that name */
  async get(name) {
    try {
      return (await this.#call("GET", `vault/${name}`, undefined, UPLOAD)).sealed;
    } catch (failure) {
      if (failure instanceof Failure && failure.details.status === 404) return null;
      throw failure;
    }
  }

  async names() {
    return (await this.#call("GET", "vault")).names;
  }

  #call(method, path, body, patience) {
    return call(method, path, { token: this.#token, body, patience });
  }
}

/** The task before a receipt may be tried: {challenge, bits}. */
export const fetchWork = () => call("POST", "line/work", { body: {} });

/** A conversation of its own for the case of a receipt: {token, …}. */
export const redeemReceipt = (lookup, work) =>
  call("POST", "line/receipts", { body: { lookup, work } });

/** The conversation that goes on from the messenger: {token, lang}. */
export const redeemDoor = (token) => call("POST", "doors", { body: { token } });
