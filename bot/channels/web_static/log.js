// The list of messages: what the server has shown, in its order, and after it what is on its way.

import { hush, settleAloud } from "./aloud.js";
import { drawMessage, drawOwn, drawState, settleOwn } from "./message.js";
import { Scroll } from "./scroll.js";
import { word } from "./words.js";

const DOUBLE_TAP = 1000; // ms in which the options of a message take one tap only

export class Log {
  #box;
  #on;
  #scroll;
  #known = new Set(); // cursors
  #own = new Map(); // id of a send → its <article>
  #locked = new Map(); // id of a tap → the options it came from
  #focusNext = false;

  /** What the safe line adds to a message: called with the article and the message. */
  dress = null;

  /** `on`: {tap(data, label) → entry, again()}. */
  constructor(box, pill, on) {
    this.#box = box;
    this.#on = on;
    this.#scroll = new Scroll(box, pill);
    box.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Show what is new of `messages`; returns those. `quiet`: after a reload nothing is read out. */
  add(messages, quiet) {
    const fresh = messages.filter(({ cursor }) => !this.#known.has(cursor));
    if (fresh.length === 0) return fresh;
    this.#box.setAttribute("aria-live", quiet ? "off" : "polite");
    const drawn = fresh.map((message) => this.#place(message));
    const other = drawn.find((article) => article.dataset.author !== "resident");
    this.#markOldOptions();
    if (other && !quiet) hush();
    settleAloud(this.#box);
    if (quiet) this.#scroll.toEnd();
    else if (!this.begun && this.#known.size === fresh.length) this.#scroll.toStart();
    else if (other) this.#scroll.follow(other);
    else this.#scroll.stay();
    this.#moveFocus(other);
    return fresh;
  }

  /** Show what is being sent, at once. */
  addOwn(entry) {
    hush();
    const article = drawOwn(entry);
    if (entry.item) article.dataset.item = entry.item;
    this.#own.set(entry.id, article);
    this.#box.append(article);
    this.dress?.(article, entry);
    this.#scroll.toEnd();
  }

  /** A send is tried again, or could not be made. */
  changeOwn(entry) {
    const article = this.#own.get(entry.id);
    if (!article) {
      this.addOwn(entry);
      return;
    }
    drawState(article, entry);
    this.#scroll.stay();
  }

  /** An own message has arrived and will have no echo: from now on it stands for the case's item. */
  keepOwn(id) {
    const article = this.#own.get(id);
    this.#own.delete(id);
    if (article) settleOwn(article, { at: new Date().toISOString(), sealed: true });
  }

  /** The article that stands for an item of the case. */
  articleOf(item) {
    return this.#box.querySelector(`.message[data-item="${CSS.escape(item)}"]`);
  }

  /** Whether a sealed answer stands here. */
  get hasSealed() {
    return this.#box.querySelector(".message.resident[data-sealed]") !== null;
  }

  /** Put a message between the others by its time (ISO 8601). */
  insert(article, at) {
    const time = Date.parse(at);
    const others = [...this.#box.querySelectorAll(".message")];
    const later = others.find((other) => Date.parse(other.dataset.at) > time);
    this.#box.insertBefore(article, later ?? this.#own.values().next().value ?? null);
    article.dataset.at = at;
    settleAloud(article);
    this.#scroll.stay();
  }

  /** Something of the page's own at the end of the conversation. */
  append(element) {
    this.#box.append(element);
    this.#scroll.toEnd();
  }

  /** The newest question's buttons: [{id: what a tap sends, names: [label]}]. */
  openChoices() {
    const groups = this.#box.querySelectorAll(".message.bot .options:not(.old)");
    const options = groups[groups.length - 1]?.querySelectorAll("[data-tap]") ?? [];
    return [...options].map((option) => ({ id: option.dataset.tap, names: [option.textContent] }));
  }

  /** A send that will never have an echo. */
  removeOwn(id) {
    this.#own.get(id)?.remove();
    this.#own.delete(id);
    this.#unlock(id);
  }

  /** The next message of the other side gets the focus, unless the person is typing. */
  expectAnswer() {
    this.#focusNext = true;
    this.#scroll.toEnd();
  }

  /** Whether the resident has said anything yet. */
  get begun() {
    return this.#box.querySelector(".message.resident") !== null;
  }

  clear() {
    for (const article of this.#box.querySelectorAll(".message, .card")) article.remove();
    this.#known.clear();
    this.#own.clear();
    this.#locked.clear();
    this.#focusNext = false;
  }

  #place(message) {
    this.#known.add(message.cursor);
    const sent = this.#own.get(message.ref);
    if (sent) {
      settleOwn(sent, message);
      this.#own.delete(message.ref);
      this.#unlock(message.ref);
    }
    const own = sent ?? (message.item ? this.articleOf(message.item) : null);
    if (own) own.dataset.cursor = message.cursor;
    const article = own ?? drawMessage(message);
    if (message.seal || message.sealed || message.item) this.dress?.(article, message);
    const waiting = this.#own.values().next().value ?? null;
    // An own message is moved only if another one was to go first: moving is read out again.
    if (!own || own.nextElementSibling !== waiting) this.#box.insertBefore(article, waiting);
    return article;
  }

  #clicked(event) {
    const { target } = event;
    if (target.closest(".again")) {
      target.closest(".message").focus(); // the button goes away
      this.#on.again();
    }
    const option = target.closest(".option");
    const group = option?.closest(".options");
    // The second half of a double tap may already hit another question: it counts for nothing.
    if (!option?.dataset.tap || event.detail > 1) return;
    if (group.getAttribute("aria-disabled") === "true") return;
    group.setAttribute("aria-disabled", "true");
    option.classList.add("chosen");
    const entry = this.#on.tap(option.dataset.tap, option.textContent);
    const lock = { group, option, until: performance.now() + DOUBLE_TAP };
    this.#locked.set(entry.id, lock);
    this.expectAnswer();
  }

  #unlock(id) {
    const lock = this.#locked.get(id);
    if (!lock) return;
    this.#locked.delete(id);
    const open = () => lock.group.removeAttribute("aria-disabled");
    setTimeout(open, Math.max(0, lock.until - performance.now()));
  }

  #markOldOptions() {
    const bots = this.#box.querySelectorAll(".message.bot");
    bots.forEach((article, place) => {
      if (place === bots.length - 1) return;
      for (const group of article.querySelectorAll(".options:not(.old)")) {
        group.classList.add("old");
        group.setAttribute("role", "group");
        group.dataset.wordLabel = "old_question";
        group.setAttribute("aria-label", word("old_question"));
      }
    });
  }

  #moveFocus(article) {
    if (!this.#focusNext || !article) return;
    this.#focusNext = false;
    const active = document.activeElement;
    const busy = active?.matches("textarea, select") || document.querySelector("dialog[open]");
    if (!busy) article.focus({ preventScroll: true });
  }
}
