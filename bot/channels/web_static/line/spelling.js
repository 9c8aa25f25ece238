// Small typing errors: which of some known words a typed one was meant to be. One letter too many,
// missing, wrong, or two that changed places, and never the first one (bot/engine/spelling.py).

export class Spelling {
  #known;
  #ordinary;
  #rests = new Map(); // a known word without one of its letters → the words
  #shortest;
  #longest;

  /** `ordinary` words look like a known one and mean something else: never an error. */
  constructor(known, ordinary) {
    this.#known = new Set(known);
    this.#ordinary = new Set(ordinary);
    let [shortest, longest] = [0, 0];
    for (const word of this.#known) {
      const { length } = Array.from(word);
      shortest = shortest ? Math.min(shortest, length) : length;
      longest = Math.max(longest, length);
      for (const rest of restsOf(word)) {
        if (!this.#rests.has(rest)) this.#rests.set(rest, []);
        this.#rests.get(rest).push(word);
      }
    }
    this.#shortest = shortest - 1;
    this.#longest = longest + 1;
  }

  /** @returns {string[]} the known words that are one typing error away */
  meant(word) {
    const { length } = Array.from(word);
    if (length < this.#shortest || length > this.#longest) return [];
    if (this.#ordinary.has(word) || this.#known.has(word)) return [];
    const near = new Set(restsOf(word).flatMap((rest) => this.#rests.get(rest) ?? []));
    return [...near].filter((known) => isOneError(known, word)).sort();
  }
}

function isOneError(meant, word) {
  const [left, right] = [Array.from(meant), Array.from(word)];
  let same = 0;
  while (same < left.length && left[same] === right[same]) same += 1;
  if (same === 0) return false;
  const [rest, typed] = [left.slice(same), right.slice(same)];
  const equal = (one, other) => one.join("") === other.join("");
  const swapped =
    equal(rest.slice(0, 2), typed.slice(0, 2).reverse()) && equal(rest.slice(2), typed.slice(2));
  return (
    swapped ||
    equal(rest.slice(1), typed) ||
    equal(rest, typed.slice(1)) ||
    equal(rest.slice(1), typed.slice(1))
  );
}

function restsOf(word) {
  const letters = Array.from(word);
  const without = letters.map((_, at) => letters.filter((_, place) => place !== at).join(""));
  return [...new Set([word, ...without.slice(1)])];
}
