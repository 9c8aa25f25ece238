// Growing pauses between tries: 1, 2, 4 … 30 seconds, a little uneven, so that after a failure of
// the server not all phones come back in the same moment.

const FIRST = 1000;
const LONGEST = 30_000;

export class Pauses {
  #tries = 0;
  #end = null;
  #firm = false;

  /** How often in a row it failed. */
  get tries() {
    return this.#tries;
  }

  /** Wait before the next try; if the server named `seconds`, so long whatever `wake` says. */
  async wait(seconds = 0) {
    this.#firm = seconds > 0;
    const grown = Math.min(FIRST * 2 ** this.#tries, LONGEST) * (0.8 + Math.random() * 0.4);
    this.#tries += 1;
    await new Promise((done) => {
      const timer = setTimeout(done, Math.max(grown, seconds * 1000));
      this.#end = () => {
        clearTimeout(timer);
        done();
      };
    });
    this.#end = null;
  }

  /** Whether somebody is waiting at present. */
  get waiting() {
    return this.#end !== null;
  }

  wake() {
    if (!this.#firm) this.#end?.();
  }

  reset() {
    this.#tries = 0;
  }
}
