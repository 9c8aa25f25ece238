// One conversation: its token, what comes in, what goes out, and what the page shows of both.

import { Failure } from "./api.js";
import { Outbox } from "./outbox.js";
import { Pauses } from "./pauses.js";
import { Poll } from "./poll.js";
import { vaultKey } from "./session.js";
import { pageLanguage, word } from "./words.js";

/** The desk's question whether it may have the case translated; the bot knows nothing of it. */
const WISHES = new Map([
  ["line:translate:yes", true],
  ["line:translate:no", false],
]);

export class Conversation {
  #token;
  #page;
  #poll;
  #outbox;
  #line = null; // the safe line, once something is sealed
  #loading = null;
  #farewell = ""; // what is said instead of the server's last words
  #erasing = false;
  #over = false;

  /**
   * `page`: {log, status, composer, useLanguage(lang) async, shown(), showCase(exists), askErase(),
   * erase(farewell), ended(how, text, unsent)}.
   * how: "expired" (the token is worth nothing any more) or "erased" (as the resident wished);
   * text: the server's words for it, if any; unsent: texts that have not left.
   * `resumed`: the tab was reloaded; what is read first is not news.
   */
  constructor(token, page, resumed) {
    this.#token = token;
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

  /** @returns {boolean} whether the text field may be emptied */
  write(text) {
    if (this.#line) return this.#line.write(text);
    if (text) this.#outbox.add({ text }, text);
    return true;
  }

  tap(data, label) {
    const wish = WISHES.get(data);
    if (wish === undefined) return this.#outbox.add({ tap: data }, label);
    const deliver = async () => {
      await this.#needLine();
      await this.#line.case.allowTranslation(wish);
    };
    return this.#outbox.add({ quiet: true, deliver }, label);
  }

  command(name) {
    this.#line?.left(name);
    this.#page.log.expectAnswer();
    return this.#outbox.add({ command: name }, word(name));
  }

  /** The case, with all that can be done about it. */
  async showCase() {
    await this.#needLine();
    await this.#line.case.showPanel();
  }

  /** This conversation was opened with a receipt: with its digits it can be read. */
  async useReceipt(digits) {
    const pauses = new Pauses();
    while (!this.#over) {
      try {
        await this.#needLine();
        await this.#line.useReceipt(digits);
        return;
      } catch (failure) {
        this.#page.status.lost(pauses.tries);
        await pauses.wait(failure.after);
      }
    }
  }

  /** Whether something typed or attached has not left this page yet. */
  get busy() {
    return this.#outbox.busy;
  }

  /** Erase the conversation; what has not left the phone yet stays unsent. */
  erase(farewell = "") {
    this.#farewell = farewell;
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
    this.#line?.stop();
  }

  async #show(answer, quiet) {
    await this.#page.useLanguage(answer.lang);
    if (this.#over) return;
    if (this.#line || (quiet && vaultKey()) || answer.messages.some(isSealed)) {
      await this.#needLine();
      await this.#line.speak(pageLanguage()).catch(() => {});
      await this.#line.prepare(answer.messages);
      if (this.#over) return;
    }
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
    if (fresh.length > 0) this.#line?.met(fresh, quiet).catch(() => {});
  }

  /** The safe line is loaded once, whoever needs it first. */
  #needLine() {
    this.#loading ??= this.#loadLine().finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #loadLine() {
    if (this.#line) return;
    const out = {
      add: (content, label) => this.#outbox.add(content, label),
      text: (text) => this.#outbox.add({ text }, text),
      tap: (data, label) => this.tap(data, label),
      command: (name) => this.command(name),
      askErase: () => this.#page.askErase(),
      unsent: () => this.#outbox.unsentTexts(({ draft }) => draft && !draft.kept),
    };
    const { openLine } = await import("./line/line.js").catch(() => {
      throw new Failure("away");
    });
    this.#line = await openLine(this.#token, this.#page, out);
    if (this.#over) this.#line.stop();
  }

  // A command has no words of its own: it is shown only if it does not get through.
  #added(entry) {
    this.#page.status.settled();
    if (entry.command || entry.quiet) return;
    this.#page.log.addOwn(entry);
    this.#page.shown();
  }

  #changed(entry) {
    if (entry.quiet) return;
    this.#page.log.changeOwn(entry);
    this.#page.status.say(entry.failed ? word("not_sent") : "");
  }

  #taken(entry) {
    this.#page.status.reached();
    // With words of danger stands what becomes of the text that was not sent.
    if (entry.command !== "danger") this.#page.status.settled();
    if (entry.command) this.#page.log.removeOwn(entry.id);
    if (entry.item) this.#page.log.keepOwn(entry.id);
    this.#line?.arrived();
  }

  #refused(entry, failure) {
    const { log, status, composer } = this.#page;
    log.removeOwn(entry.id);
    const text = entry.text ?? entry.draft?.text;
    if (text) composer.restore([text]);
    const why = this.#line?.refused(entry, failure);
    status.problem(why || word(failure.message) || failure.message || word("failed"));
    if (failure.code === "seal") {
      this.#needLine()
        .then(() => this.#line.reopen())
        .catch(() => {});
    }
  }

  #gone() {
    this.#end(this.#erasing ? "erased" : "expired");
  }

  #end(how, text) {
    const unsent = how === "expired" ? this.#outbox.unsentTexts() : [];
    this.stop();
    this.#page.ended(how, (how === "erased" && this.#farewell) || text, unsent);
  }
}

const isSealed = ({ seal, sealed, intake, item }) => Boolean(seal || sealed || intake || item);
