// Where the resident writes. What was typed leaves this place only when it is sent, and comes
// back when the server could not take it.

export class Composer {
  #form;
  #input;

  /** Called when something was typed. */
  onInput = null;

  /**
   * `onText(text)`: called with what was written, perhaps nothing; returns whether the field may be
   * emptied.
   */
  constructor(form, onText) {
    this.#form = form;
    this.#input = form.querySelector("textarea");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(onText);
    });
    this.#input.addEventListener("keydown", (event) => {
      const composing = event.isComposing || event.keyCode === 229; // an input method is at work
      if (event.key !== "Enter" || event.shiftKey || composing) return;
      event.preventDefault();
      this.#send(onText);
    });
    this.#input.addEventListener("input", () => {
      this.#grow();
      this.onInput?.();
    });
  }

  /** Put back what could not be sent, before whatever has been typed since. */
  restore(texts) {
    const now = this.#input.value;
    this.#input.value = [...texts, ...(now ? [now] : [])].join("\n");
    this.#grow();
  }

  /** What stands in the field. */
  get text() {
    return this.#input.value.trim();
  }

  clear() {
    this.#input.value = "";
    this.#grow();
  }

  focus() {
    this.#input.focus();
  }

  #send(onText) {
    const text = this.text;
    this.#input.focus();
    if (onText(text)) this.clear();
  }

  // In steps of the text's height, up to what style.css allows.
  #grow() {
    this.#input.style.height = "auto";
    const border = this.#input.offsetHeight - this.#input.clientHeight;
    this.#input.style.height = `${this.#input.scrollHeight + border}px`;
  }
}
