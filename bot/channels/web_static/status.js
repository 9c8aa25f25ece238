// What the page says about itself: the line, failures, news while the tab is in the background.

import { word } from "./words.js";

const GOOD_NEWS = 4000; // ms that "the line is back" stays
const SHOW_AFTER = 1; // failures in a row before the line counts as lost

export class Status {
  #offline = document.getElementById("offline");
  #online = document.getElementById("online");
  #problem = document.getElementById("problem");
  #said = document.getElementById("said");
  #unread = 0;
  #timer = 0;

  /** A call failed for the `tries`-th time in a row (from 0). */
  lost(tries) {
    if (tries < SHOW_AFTER && navigator.onLine !== false) return;
    this.#online.hidden = true;
    this.#offline.hidden = false;
  }

  /** The server answered. */
  reached() {
    if (this.#offline.hidden) return;
    this.#offline.hidden = true;
    this.#online.hidden = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#online.hidden = true), GOOD_NEWS);
  }

  /** Something did not work; stays until `settled`. */
  problem(text) {
    this.#problem.textContent = text;
  }

  settled() {
    this.#problem.textContent = "";
  }

  /** Told to a screen reader only. */
  say(text) {
    this.#said.textContent = text;
  }

  /** Messages came; the tab's title counts those that came unseen, and says no more than that. */
  news(count) {
    if (document.hidden) this.#unread += count;
    this.showTitle();
  }

  seen() {
    this.#unread = 0;
    this.showTitle();
  }

  showTitle() {
    document.title = (this.#unread ? `(${this.#unread}) ` : "") + word("title");
  }
}
