// The danger rule in the browser: words that say that somebody may be in danger are found before
// they are sealed. The rules and their reasons stand in bot/engine/danger.py; here is the same again,
// and tests/vectors/guard.json shows that it is the same.

import { folded, normal } from "./plain.js";
import { Spelling } from "./spelling.js";

const MAX_GAP = 3; // words that "…" may stand for
const MIN_TYPO = 6; // letters of a word that may have a typing error;
const MIN_TYPO_ALONE = 8; // more where it is a phrase by itself
const MIN_AFTER_AND = 3;
const GAP = "…";
const NUMBER = "#";
const ANY = "*";
const AND = ["و", "ف"];
const SAME = new Map([
  ..."'’ʼ‘`´ʹ\u0640".split("").map((char) => [char, ""]),
  ..."يىې".split("").map((char) => [char, "ی"]),
  ...Object.entries({ ك: "ک", ة: "ه", ı: "i", ґ: "г", Ґ: "г" }),
]);
const UMLAUTS = { ä: "ae", ö: "oe", ü: "ue" };

export class Danger {
  #phrases;
  #unless;
  #spelling;

  constructor({ phrases = [], unless = [], ordinary = [] }) {
    this.#phrases = new Index(phrases);
    this.#unless = new Index(unless);
    this.#spelling = new Spelling(
      longWords([...phrases, ...unless]),
      ordinary.flatMap((entry) => formsOf(entry).flat()),
    );
  }

  /** Whether these words say that somebody may be in danger. */
  found(text) {
    const words = wordsOf(text).map(withoutAnd);
    if (this.#in(words)) return true;
    let changed = false;
    const meant = words.map((forms) => {
      const more = forms.flatMap((form) => this.#spelling.meant(form));
      changed ||= more.length > 0;
      return [...forms, ...more];
    });
    return changed && this.#in(meant);
  }

  #in(words) {
    if (!this.#phrases.occurs(words)) return false;
    const left = [...words];
    for (const [start, end] of [...this.#unless.spans(words)]) {
      left.fill(EXCUSED, start, end);
    }
    return this.#phrases.occurs(left);
  }
}

const EXCUSED = [];

/** Phrases by how their first word begins, so that a long text stays cheap. */
class Index {
  #byStart = new Map();

  constructor(phrases) {
    for (const phrase of phrases) {
      for (const form of formsOf(phrase)) {
        const start = startOf(form[0]);
        if (!this.#byStart.has(start)) this.#byStart.set(start, []);
        this.#byStart.get(start).push(form);
      }
    }
  }

  occurs(words) {
    return !this.spans(words).next().done;
  }

  *spans(words) {
    for (const [at, forms] of words.entries()) {
      for (const first of forms) {
        for (const phrase of this.#candidates(first)) {
          if (!fits(phrase[0], first)) continue;
          const end = endOf(phrase, 1, words, at + 1);
          if (end !== null) yield [at, end];
        }
      }
    }
  }

  #candidates(first) {
    const two = Array.from(first).slice(0, 2).join("");
    return [...(this.#byStart.get(two) ?? []), ...(this.#byStart.get("") ?? [])];
  }
}

/** Where the rest of the phrase ends when it goes on at this position; null if it does not. */
function endOf(phrase, at, words, position) {
  if (at === phrase.length) return position;
  if (phrase[at] === GAP) return endAfterGap(phrase, at, words, position);
  const forms = words[position];
  if (!forms?.some((form) => fits(phrase[at], form))) return null;
  return endOf(phrase, at + 1, words, position + 1);
}

function endAfterGap(phrase, at, words, position) {
  for (let gap = 0; gap <= MAX_GAP; gap += 1) {
    if (words.slice(position, position + gap).includes(EXCUSED)) return null;
    const end = endOf(phrase, at + 1, words, position + gap);
    if (end !== null) return end;
  }
  return null;
}

const same = (text) => Array.from(text, (char) => SAME.get(char) ?? char).join("");
const wordsOf = (text) => same(normal(same(folded(text)))).split(" ").filter(Boolean);

/** A phrase in all ways it is commonly written. */
function formsOf(phrase) {
  const lowered = phrase.toLowerCase();
  const plain = lowered.replace(/[äöü]/g, (char) => UMLAUTS[char]);
  const written = new Set([lowered, plain]);
  for (const form of [...written]) written.add(form.replaceAll("\u200C", " "));
  return [...written].map(patternOf);
}

function longWords(phrases) {
  return phrases.flatMap(formsOf).flatMap((form) => {
    const enough = form.length > 1 ? MIN_TYPO : MIN_TYPO_ALONE;
    return form.filter((word) => Array.from(word).length >= enough && !word.includes(ANY));
  });
}

function patternOf(written) {
  return written.split(/\s+/).filter(Boolean).flatMap((word) => {
    if (word === GAP || word === NUMBER) return [word];
    const parts = wordsOf(word);
    if (word.endsWith(ANY)) parts.push(parts.pop() + ANY);
    if (word.startsWith(ANY)) parts[0] = ANY + parts[0];
    return parts;
  });
}

/** Under which letters a first word is found; "" when it may begin with anything. */
function startOf(word) {
  const bare = Array.from(word.replace(/\*+$/, ""));
  const open = word.startsWith(ANY) || (word.endsWith(ANY) && bare.length < 2);
  return open ? "" : bare.slice(0, 2).join("");
}

function withoutAnd(word) {
  const letters = Array.from(word);
  if (!AND.includes(letters[0]) || letters.length <= MIN_AFTER_AND) return [word];
  return [word, letters.slice(1).join("")];
}

function fits(pattern, word) {
  if (pattern === NUMBER) return /^\p{Nd}/u.test(word);
  if (pattern.startsWith(ANY)) return word.endsWith(pattern.slice(1));
  if (pattern.endsWith(ANY)) return word.startsWith(pattern.slice(0, -1));
  return word === pattern;
}
