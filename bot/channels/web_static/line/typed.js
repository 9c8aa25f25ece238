// What is being typed while it is meant for the counsellors: kept in the vault until it has arrived,
// so that a phone that closes the page in between loses none of it.

const NAME = "composer";
const PAUSE = 1500; // ms after the last letter
const SOON = 300; // ms; most of what is sent has arrived by then

export class Typed {
  #vault;
  #composer;
  #unsent;
  #timer = 0;
  #kept = ""; // what the vault has, or is about to have
  #saving = false;

  /** `unsent()`: the texts that have left the field and have not arrived. */
  constructor(vault, composer, unsent) {
    this.#vault = vault;
    this.#composer = composer;
    this.#unsent = unsent;
    document.addEventListener("visibilitychange", this.#hidden);
  }

  /** After a reload: back into the field. */
  async restore() {
    const { text } = (await this.#vault.getJson(NAME)) ?? {};
    if (!text) return;
    this.#kept = text;
    this.#composer.restore([text]);
  }

  /** Something was typed. */
  later() {
    this.#in(PAUSE);
  }

  /** The field was emptied, or something arrived. */
  soon() {
    this.#in(SOON);
  }

  stop() {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#hidden);
  }

  // A phone may close a page that is out of sight without a word.
  #hidden = () => {
    if (document.hidden && this.#timer) this.#save();
  };

  #in(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), pause);
  }

  // One after the other: an older text must not come to lie over a newer one.
  async #save() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#saving) return this.soon();
    const text = [...this.#unsent(), this.#composer.text].filter(Boolean).join("\n");
    if (text === this.#kept) return;
    this.#saving = true;
    this.#kept = text;
    await this.#vault.putJson(NAME, { text }).catch(() => (this.#kept = null));
    this.#saving = false;
  }
}
