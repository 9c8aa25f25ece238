// Keeps the end of the conversation in view as long as the person is there; somebody who reads
// further up is not torn away, but told that something new has come.

import { isCramped } from "./fit.js";

const NEAR = 48; // px from the end that still count as being there
const MARGIN = 12; // px above a message that is scrolled to

export class Scroll {
  #box;
  #pill;
  #atEnd = true;
  #height = 0; // px of the pane when it was last looked at

  constructor(box, pill) {
    this.#box = box;
    this.#pill = pill;
    // Captured on the window: the conversation scrolls, or in little room the page (fit.js).
    addEventListener("scroll", () => this.#scrolled(), { passive: true, capture: true });
    pill.addEventListener("click", () => {
      this.toEnd();
      box.focus({ preventScroll: true });
    });
    // The phone's keyboard, a growing input or larger text take room: stay where one was.
    new ResizeObserver(() => this.stay()).observe(box);
  }

  /** New messages were added: show them, but never past the beginning of `first`. */
  follow(first) {
    const reading = !this.#atEnd;
    if (!reading) {
      const pane = this.#pane;
      const bar = document.querySelector(".top"); // stays in view when the page scrolls
      const edge = Math.max(bar.getBoundingClientRect().bottom, this.#box.getBoundingClientRect().top);
      const above = first.getBoundingClientRect().top - edge;
      const end = pane.scrollHeight - pane.clientHeight;
      pane.scrollTop = Math.min(end, pane.scrollTop + Math.max(0, above - MARGIN));
      this.#look();
    }
    this.#showPill(reading);
  }

  /** Something grew: whoever was at the end still is. */
  stay() {
    if (this.#atEnd) this.toEnd();
    else this.#look();
  }

  toEnd() {
    this.#pane.scrollTop = this.#pane.scrollHeight;
    this.#look();
  }

  /** The beginning stays in view: a first visit starts with the introduction. */
  toStart() {
    this.#pane.scrollTop = 0;
    this.#look();
    this.#showPill(false);
  }

  // In words for somebody who reads further up, else an arrow: "it goes on below".
  #showPill(inWords) {
    this.#pill.hidden = this.#atEnd;
    this.#pill.firstElementChild.classList.toggle("unseen", !inWords);
  }

  get #pane() {
    return isCramped() ? document.scrollingElement : this.#box;
  }

  // What takes room (the row for attachments) may come between scrolling and its event: whether the
  // person is at the end is then the observer's affair, which comes right after.
  #scrolled() {
    if (this.#pane.clientHeight === this.#height) this.#look();
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.#pane;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    this.#height = clientHeight;
    if (this.#atEnd) this.#pill.hidden = true;
  }
}
