// Text as it is compared: lower case, without accents, emoji, punctuation and invisible characters.
// The same rules as bot/engine/matching.py; tests/vectors/guard.json holds both to them.

import { digitValue } from "/post/digits.js";

// Zero-width and direction characters say nothing about what is meant.
const IGNORED = /[\u00AD\u061C\u2060\uFEFF\u200B-\u200F\u202A-\u202E\u2066-\u2069]/gu;
const MARK = /^\p{M}$/u;
const LETTER = /^[\p{L}\p{N}]$/u;
// Letters that Unicode takes for whole ones, and that people type without their stroke or as i.
const PLAIN_LETTERS = { ł: "l", ı: "i", đ: "d", ø: "o" };
const TYPO = 0.82;
const MIN_TYPO_LENGTH = 4;

/** Lower case in the way that makes two spellings equal: ß is ss, ς is σ. */
export function folded(text) {
  return Array.from(text, fold).join("");
}

export function normal(text) {
  let kept = "";
  for (const char of folded(text.replace(IGNORED, "").normalize("NFKD"))) {
    if (MARK.test(char) && combines(char)) continue;
    const value = digitValue(char);
    kept += value ?? (LETTER.test(char) ? (PLAIN_LETTERS[char] ?? char) : " ");
  }
  return kept.split(" ").filter(Boolean).join(" ");
}

/** Whether these are the very words of one of the names. */
export function exact(typed, names) {
  const said = normal(typed);
  return said !== "" && names.some((name) => normal(name) === said);
}

/**
 * The id of the choice that was typed: its very words, its number, else what fits best.
 * @param choices [{id, names}]; the first name is its label
 * @param strict stops before what merely fits
 * @returns {string | null}
 */
export function meant(typed, choices, strict = false) {
  const same = choices.filter(({ names }) => exact(typed, names));
  if (same.length > 0) return same.length === 1 ? same[0].id : null;
  const said = numberIn(typed);
  if (said !== null && !choices.some(({ names }) => hasDigit(names[0]))) {
    return choices[said - 1]?.id ?? null;
  }
  return strict ? null : best(typed, choices);
}

function best(typed, choices) {
  const said = normal(typed);
  if (!said) return null;
  const words = choices
    .flatMap(({ id, names }) => names.map((name) => [id, normal(name)]))
    .filter(([, word]) => word);
  const within = (word) => ` ${said} `.includes(` ${word} `);
  // Yes and no only at the beginning: in many languages they also mean "not", or nothing much.
  const begins = (word) => `${said} `.startsWith(`${word} `);
  const rounds = [
    (word) => word === said,
    (word) => word.includes(" ") && within(word),
    (word, id) => (id === "yes" || id === "no" ? begins(word) : within(word)),
    (word) => isClose(said, word),
  ];
  for (const fits of rounds) {
    const found = new Set(words.filter(([id, word]) => fits(word, id)).map(([id]) => id));
    if (found.size > 0) return found.size === 1 ? [...found][0] : null;
  }
  return null;
}

function fold(char) {
  if (char === "\u0131" || char === "\u1E9E") return char === "\u0131" ? char : "ss";
  return char.toUpperCase().toLowerCase();
}

// Only marks with a combining class go; it shows when the text is put in canonical order.
function combines(char) {
  const after = `${char}\u0334`;
  const before = `\u0301${char}`;
  return after.normalize("NFD") !== after || before.normalize("NFD") !== before;
}

function numberIn(text) {
  const digits = text.replace(IGNORED, "").trim().replace(/[.)]+$/, "");
  const values = Array.from(digits, digitValue);
  if (values.length === 0 || values.length > 3 || values.includes(null)) return null;
  return Number(values.join(""));
}

const hasDigit = (label) => Array.from(label).some((char) => digitValue(char) !== null);

// Word by word: "I am not safe" is no typing error in "I am now safe". A blank may be lost.
function isClose(said, word) {
  const [ours, theirs] = [said.split(" "), word.split(" ")];
  if (ours.length !== theirs.length) return ours.join("") === theirs.join("");
  return ours.every((one, at) => isCloseWord(one, theirs[at]));
}

function isCloseWord(said, word) {
  if (said === word) return true;
  const [one, other] = [Array.from(said), Array.from(word)];
  const shorter = Math.min(one.length, other.length);
  if (shorter < MIN_TYPO_LENGTH || Math.abs(one.length - other.length) > 2) return false;
  return (2 * inCommon(one, other)) / (one.length + other.length) >= TYPO;
}

// Ratcliff and Obershelp: the longest common piece, and so on before it and after it.
function inCommon(one, other) {
  let [length, start, startOther] = [0, 0, 0];
  for (let at = 0; at < one.length; at += 1) {
    for (let there = 0; there < other.length; there += 1) {
      let size = 0;
      while (at + size < one.length && one[at + size] === other[there + size]) size += 1;
      if (size > length) [length, start, startOther] = [size, at, there];
    }
  }
  if (length === 0) return 0;
  const before = inCommon(one.slice(0, start), other.slice(0, startOther));
  return length + before + inCommon(one.slice(start + length), other.slice(startOther + length));
}
