// One conversation: its token, what comes in, what goes out, and what the page shows of both.

import { Outbox } from "./outbox.js";
import { Poll } from "./poll.js";
import { word } from "./words.js";

export class Conversation {
  #page;
  #poll;
  #outbox;
  #erasing = false;
  #over = false;

  /**
   * `page`: {log, status, composer, useLanguage(lang) async, shown(), ended(how, text, unsent)}.
   * how: "expired" (the token is worth nothing any more) or "erased" (as the resident wished);
   * text: the server's words for it, if any; unsent: texts that have not left.
   * `resumed`: the tab was reloaded; what is read first is not news.
   */
  constructor(token, page, resumed) {
    this.#page = page;
    const common = {
      lost: (tries) => page.status.lost(tries),
      gone: () => this.#gone(),
    };
    const reading = {
      ...common,
      reached: () => page.status.reached(),
      answer: (answer, old) => this.#show(answer, old),
    };
    this.#poll = new Poll(token, reading, resumed);
    this.#outbox = new Outbox(token, {
      ...common,
      added: (entry) => this.#added(entry),
      changed: (entry) => this.#changed(entry),
      taken: (entry) => this.#taken(entry),
      refused: (entry, failure) => this.#refused(entry, failure),
      busy: (failure) => page.status.problem(word(failure.message)),
    });
    this.#poll.run();
  }

  write(text) {
    return this.#outbox.add({ text }, text);
  }

  tap(data, label) {
    return this.#outbox.add({ tap: data }, label);
  }

  command(name) {
    this.#page.log.expectAnswer();
    return this.#outbox.add({ command: name }, word(name));
  }

  /** Erase the conversation; what has not left the phone yet stays unsent. */
  erase() {
    for (const { id } of this.#outbox.clear()) this.#page.log.removeOwn(id);
    this.#erasing = true;
    this.command("erase");
  }

  retry() {
    this.#poll.wake();
    this.#outbox.retry();
  }

  wake() {
    this.#poll.wake();
    this.#outbox.wake();
  }

  interrupt() {
    this.#poll.interrupt();
  }

  stop() {
    this.#over = true;
    this.#poll.stop();
    this.#outbox.stop();
  }

  async #show(answer, quiet) {
    await this.#page.useLanguage(answer.lang);
    if (this.#over) return;
    const erased = answer.messages.find((message) => message.erased);
    if (erased) {
      this.#end("erased", erased.text);
      return;
    }
    for (const { ref } of answer.messages) if (ref) this.#outbox.settle(ref);
    const fresh = this.#page.log.add(answer.messages, quiet);
    const others = fresh.filter(({ author }) => author !== "resident");
    if (!quiet) this.#page.status.news(others.length);
    this.#page.shown();
  }

  // A command has no words of its own: it is shown only if it does not get through.
  #added(entry) {
    this.#page.status.settled();
    if (entry.command) return;
    this.#page.log.addOwn(entry);
    this.#page.shown();
  }

  #changed(entry) {
    this.#page.log.changeOwn(entry);
    this.#page.status.say(entry.failed ? word("not_sent") : "");
  }

  #taken(entry) {
    this.#page.status.reached();
    this.#page.status.settled();
    if (entry.command) this.#page.log.removeOwn(entry.id);
  }

  #refused(entry, failure) {
    const { log, status, composer } = this.#page;
    log.removeOwn(entry.id);
    if (entry.text) composer.restore([entry.text]);
    status.problem(word(failure.message) || failure.message || word("failed"));
  }

  #gone() {
    this.#end(this.#erasing ? "erased" : "expired");
  }

  #end(how, text) {
    const unsent = how === "expired" ? this.#outbox.unsentTexts() : [];
    this.stop();
    this.#page.ended(how, text, unsent);
  }
}
