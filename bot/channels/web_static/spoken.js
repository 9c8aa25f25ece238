// A text as it is to be heard: in pieces short enough for every voice, without what only the eye
// needs, and telephone numbers digit by digit.

const LONGEST = 180; // characters of a piece; some voices fall silent in longer ones
const STEERING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const PICTURES = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u{1f3fb}-\u{1f3ff}\ufe0f\u20e3\u200d]/gu;
const SIGNS = /(?!°)\p{So}/gu;
const BULLET = /^\s*[•·▪‣*–—-]\s+/u;
const PAUSES = /\s*[←-⇿•·]\s*|\s+[/|]\s+/gu;
const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"„“”«»]*[^\s<>"„“”«».,;:!?)]/giu;
const NUMBER = /\+?\(?\d[\d()/ \u00a0\u2010-\u2013-]*\d/gu;
const CALLED = /^(?:0\d{4,}|\+\d{6,}|11\d|116\d{3})$/; // what one dials: 0511 …, +49 …, 112, 116 117
const EASTERN = /[\u0660-\u0669\u06f0-\u06f9]/gu;

/** @returns {string[]} the pieces, in their order */
export function spoken(text, lang) {
  return text.split("\n").map(heard).filter(hasWords).flatMap((line) => pieces(line, lang));
}

function heard(line) {
  return line
    .replace(STEERING, "")
    .replace(BULLET, "")
    .replace(EASTERN, (digit) => String(digit.codePointAt(0) & 15))
    .replace(ADDRESS, site)
    .replace(NUMBER, dialled)
    .replace(PAUSES, ", ")
    .replace(PICTURES, "")
    .replace(SIGNS, "")
    .replace(/\s+/gu, " ")
    .trim();
}

const hasWords = (line) => /[\p{L}\p{N}]/u.test(line);

/** Of an address only who it belongs to: nobody can keep the rest in mind. */
function site(address) {
  try {
    const { hostname } = new URL(address.includes("://") ? address : `https://${address}`);
    return hostname.replace(/^www\./, "");
  } catch {
    return "";
  }
}

function dialled(number, at, line) {
  const partOfMore = /[\p{L}\p{N}.,:]$/u.test(line.slice(0, at)) && !/\s$/u.test(line.slice(0, at));
  const goesOn = /^[.,:]?[\p{L}\p{N}]/u.test(line.slice(at + number.length));
  if (partOfMore || goesOn || !CALLED.test(number.replace(/[^+\d]/gu, ""))) return number;
  const groups = number.match(/\+?\d+/gu);
  return groups.map((group) => [...group].join(" ")).join(", ");
}

function pieces(line, lang) {
  const found = [];
  for (const sentence of sentences(line, lang).flatMap(shorter)) {
    const joined = found.length ? `${found.at(-1)} ${sentence}` : "";
    if (joined && joined.length <= LONGEST) found[found.length - 1] = joined;
    else found.push(sentence);
  }
  return found;
}

function sentences(line, lang) {
  if (!globalThis.Intl?.Segmenter) return line.split(/(?<=[.!?؟…])\s+/u);
  const cutter = new Intl.Segmenter(lang, { granularity: "sentence" });
  return [...cutter.segment(line)].map(({ segment }) => segment.trim()).filter(Boolean);
}

/** A sentence in parts that are short enough, cut at a comma or else between two words. */
function shorter(sentence) {
  const parts = [];
  let rest = sentence;
  while (rest.length > LONGEST) {
    const head = rest.slice(0, LONGEST);
    const comma = Math.max(head.lastIndexOf(", "), head.lastIndexOf("، "), head.lastIndexOf("; "));
    const cut = comma > LONGEST / 3 ? comma + 1 : head.lastIndexOf(" ");
    const end = cut > 0 ? cut : LONGEST;
    parts.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return rest ? [...parts, rest] : parts;
}
