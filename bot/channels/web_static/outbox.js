// What the resident sends: one after the other, in order, each with an id of its own, so that it
// can be sent again and again without a second effect. An entry leaves when the server has it.
//
// Entry: {id, text | tap | command, label (what the page shows for it), failed}; on the safe line
// {id, draft: {text, files}, deliver(entry) async: how it is sealed and sent, label, failed}

import { newId, sendMessage } from "./api.js";
import { Pauses } from "./pauses.js";

const SHOW_AFTER = 1; // failures in a row before an entry is shown as not sent

export class Outbox {
  #token;
  #on;
  #queue = [];
  #pauses = new Pauses();
  #running = false;
  #stopped = false;

  /**
   * `on`: {added(entry), changed(entry), taken(entry), refused(entry, failure), busy(failure),
   * lost(tries), gone()}.
   */
  constructor(token, on) {
    this.#token = token;
    this.#on = on;
  }

  /**
   * Queue one send ({text} | {tap} | {command} | {draft, deliver}); a command already on its way is
   * not doubled.
   */
  add(content, label) {
    const same = content.command && this.#queue.find((e) => e.command === content.command);
    if (same) {
      this.wake();
      return same;
    }
    const entry = { id: newId(), label, failed: false, ...content };
    this.#queue.push(entry);
    this.#on.added(entry);
    this.#pauses.wake();
    this.#run();
    return entry;
  }

  /** The echo of `id` was read: the server has it, whatever the line said. */
  settle(id) {
    const entry = this.#queue.find((candidate) => candidate.id === id);
    if (entry) this.#remove(entry);
  }

  /** Texts that are not yet known to have arrived, oldest first. */
  unsentTexts(wanted = () => true) {
    return this.#queue.filter(wanted).map((entry) => entry.text ?? entry.draft?.text).filter(Boolean);
  }

  /** Whether anything has not left yet. */
  get busy() {
    return this.#queue.length > 0;
  }

  /** Forget everything that has not left yet; returns it. */
  clear() {
    const dropped = this.#queue;
    this.#queue = [];
    this.#pauses.wake();
    return dropped;
  }

  /** The resident asks for another try. */
  retry() {
    for (const entry of this.#queue) this.#mark(entry, false);
    this.#pauses.wake();
  }

  wake() {
    this.#pauses.wake();
  }

  stop() {
    this.#stopped = true;
    this.#pauses.wake();
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    while (this.#queue.length > 0 && !this.#stopped) await this.#once(this.#queue[0]);
    this.#running = false;
  }

  async #once(entry) {
    try {
      const { id, text, tap, command } = entry;
      if (entry.deliver) await entry.deliver(entry);
      else await sendMessage(this.#token, { id, text, tap, command });
      if (this.#stopped) return;
      this.#pauses.reset();
      if (this.#remove(entry)) this.#on.taken(entry);
    } catch (failure) {
      if (!this.#stopped) await this.#failed(entry, failure);
    }
  }

  async #failed(entry, failure) {
    if (failure.kind === "gone") {
      this.#on.gone();
    } else if (failure.kind === "refused") {
      if (this.#remove(entry)) this.#on.refused(entry, failure);
    } else {
      if (failure.kind === "busy") this.#on.busy(failure);
      else this.#on.lost(this.#pauses.tries);
      if (this.#pauses.tries >= SHOW_AFTER || navigator.onLine === false) {
        for (const waiting of this.#queue) this.#mark(waiting, true);
      }
      if (this.#queue.includes(entry)) await this.#pauses.wait(failure.after);
    }
  }

  #mark(entry, failed) {
    if (entry.failed === failed) return;
    entry.failed = failed;
    this.#on.changed(entry);
  }

  #remove(entry) {
    const place = this.#queue.indexOf(entry);
    if (place >= 0) this.#queue.splice(place, 1);
    return place >= 0;
  }
}
