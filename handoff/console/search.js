// Searching what is open in this browser. Nothing is sent, indexed or kept: each search reads the
// opened items anew.
const MOST = 50;
const AROUND = 60;

/**
 * @param books opened books: {id, facts, entries} with signals
 * @param {string} wanted all of its words must occur in a message
 * @returns {{hits: {id, number, n, author, at, parts: {text, hit}[]}[], more: boolean}} newest first
 */
export function searchIn(books, wanted) {
  const words = folded(wanted).text.split(/\s+/).filter(Boolean);
  if (!words.length) return { hits: [], more: false };
  const hits = [];
  for (const book of books) {
    for (const entry of book.entries.value) {
      const parts = partsOf(textOf(entry.envelope), words);
      if (parts) hits.push(hitOf(book, entry, parts));
    }
  }
  hits.sort((one, other) => (one.at < other.at ? 1 : -1));
  return { hits: hits.slice(0, MOST), more: hits.length > MOST };
}

function hitOf(book, { n, author, envelope }, parts) {
  return { id: book.id, number: book.facts.value?.number ?? '', n, author, at: envelope.at, parts };
}

/** What people read of an item; "" for what is no text. */
function textOf(envelope) {
  if (!envelope || envelope.kind === 'record') return '';
  const { body } = envelope;
  if (typeof body === 'string') return body;
  const answers = (body.answers ?? []).map((one) => [one.question, one.answer, one.answer_de]);
  const texts = [...answers.flat(), body.with, body.text, body.name];
  return texts.filter((text) => typeof text === 'string' && text).join('\n');
}

/** @returns the surroundings of the first hit, cut into hits and what lies between, or null */
function partsOf(text, words) {
  const { text: plain, at } = folded(text);
  if (!words.every((word) => plain.includes(word))) return null;
  const spots = words.flatMap((word) => occurrences(plain, word));
  spots.sort(([one], [other]) => one - other);
  const from = Math.max(at[spots[0][0]] - AROUND, 0);
  const until = Math.min(at[spots[0][1]] + 2 * AROUND, text.length);
  const parts = [];
  let here = from;
  for (const [begin, end] of spots.map((spot) => spot.map((place) => at[place]))) {
    if (begin < here || end > until) continue;
    parts.push({ text: text.slice(here, begin), hit: false }, { text: text.slice(begin, end), hit: true });
    here = end;
  }
  parts.push({ text: text.slice(here, until), hit: false });
  if (from > 0) parts.unshift({ text: '… ', hit: false });
  if (until < text.length) parts.push({ text: ' …', hit: false });
  return parts.filter((part) => part.text);
}

function occurrences(plain, word) {
  const found = [];
  for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + word.length)) {
    found.push([at, at + word.length]);
  }
  return found;
}

/**
 * Without case and accents, so that "muller" finds "Müller".
 * @returns the text, and for each of its places (and its end) the place in the original
 */
function folded(original) {
  let text = '';
  const at = [];
  let place = 0;
  for (const character of original) {
    const plain = character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    for (let i = 0; i < plain.length; i += 1) at.push(place);
    text += plain;
    place += character.length;
  }
  return { text, at: [...at, place] };
}
