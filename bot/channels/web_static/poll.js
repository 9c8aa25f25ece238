// Reads the conversation: one long poll after the other, each from the cursor of what was last
// shown. Nothing is lost by a failure (the next poll asks from the same cursor) and nothing is
// shown twice (the log knows its cursors).

import { Failure, fetchMessages, POLL_SECONDS } from "./api.js";
import { Pauses } from "./pauses.js";

const STALE = 30_000; // ms; a poll older than this has died in a sleeping phone's radio
const TOO_QUICK = 1000; // ms; an empty answer this fast means the server is not holding polls

export class Poll {
  #token;
  #on;
  #cursor = "0";
  #pauses = new Pauses();
  #flight = null;
  #since = 0;
  #catchingUp;
  #stopped = false;

  /**
   * `on`: {answer(answer, old) async, reached(), lost(tries), gone()}.
   * `resumed`: read what is there already (old) before waiting for what is new.
   */
  constructor(token, on, resumed) {
    this.#token = token;
    this.#on = on;
    this.#catchingUp = resumed;
  }

  async run() {
    while (!this.#stopped) {
      try {
        await this.#once();
      } catch (failure) {
        if (this.#stopped) return;
        if (failure.kind === "gone") {
          this.#on.gone();
          return;
        }
        if (!(failure instanceof Failure)) console.error(failure);
        if (failure.kind !== "busy") this.#on.lost(this.#pauses.tries);
        await this.#pauses.wait(failure.after);
      }
    }
  }

  async #once() {
    this.#flight = new AbortController();
    this.#since = performance.now();
    const answer = await fetchMessages(
      this.#token,
      this.#cursor,
      this.#catchingUp ? 0 : POLL_SECONDS,
      this.#flight.signal,
    );
    if (this.#stopped) return;
    this.#on.reached();
    await this.#on.answer(answer, this.#catchingUp);
    this.#cursor = answer.cursor || this.#cursor;
    const nothing = answer.messages.length === 0;
    const quick = performance.now() - this.#since < TOO_QUICK;
    if (nothing && quick && !this.#catchingUp) await this.#pauses.wait();
    else this.#pauses.reset();
    if (nothing) this.#catchingUp = false;
  }

  /** Something suggests that the line is back: do not wait any longer. */
  wake() {
    if (this.#pauses.waiting) this.#pauses.wake();
    else if (performance.now() - this.#since > STALE) this.#flight?.abort();
  }

  /** The browser says that the network went away: do not hang on a dead connection. */
  interrupt() {
    this.#flight?.abort();
  }

  stop() {
    this.#stopped = true;
    this.#flight?.abort();
    this.#pauses.wake();
  }
}
