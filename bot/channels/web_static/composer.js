// Where the resident writes. What was typed leaves this place only when it is sent, and comes
// back when the server could not take it.

export class Composer {
  #form;
  #input;

  /** `onText(text)`: called with what was written, never with nothing. */
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
    this.#input.addEventListener("input", () => this.#grow());
  }

  /** Put back what could not be sent, before whatever has been typed since. */
  restore(texts) {
    const now = this.#input.value;
    this.#input.value = [...texts, ...(now ? [now] : [])].join("\n");
    this.#grow();
  }

  clear() {
    this.#input.value = "";
    this.#grow();
  }

  focus() {
    this.#input.focus();
  }

  #send(onText) {
    const text = this.#input.value.trim();
    this.#input.focus();
    if (!text) return;
    this.clear();
    onText(text);
  }

  // In steps of the text's height, up to what style.css allows.
  #grow() {
    this.#input.style.height = "auto";
    const border = this.#input.offsetHeight - this.#input.clientHeight;
    this.#input.style.height = `${this.#input.scrollHeight + border}px`;
  }
}
