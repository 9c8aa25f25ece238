// Translations of opened messages, by the machine at the desk. They live in this page's memory only:
// locking, leaving and closing the case's book forget them, and the server is told to forget too.
//
// On the safe line nothing is sent before the resident has said yes; then, as in a chat whose words
// the server has anyway, what residents wrote is translated by itself.
import { effect, signal } from './vendor/ui.min.js';
import { post, remove } from './api.js';
import { REFUSED } from '/post/chain.js';
import { unlocked } from './keyring.js';
import { onSafeLine } from './readers.js';

const TEXTS_AT_ONCE = 20;
const LETTERS_AT_ONCE = 20_000;

const cases = new Map(); // case → Map(key → signal)
let used = false; // whether the server was given anything since it was told to forget

effect(() => {
  if (!unlocked.value) cases.clear();
});

export const isGerman = (lang) => !lang || lang.split('-')[0] === 'de';

/** Whether the machine may see what is written in this case. */
export const mayTranslate = (book) => !onSafeLine(book.id) || Boolean(book.facts.value?.translate);

/**
 * The signal of one text's translation: null before it was asked for, else {status, text, why}.
 * status: "busy", "done", "none" (why: the translator's reason), "failed" (why: words for people).
 */
export function translationOf(book, key) {
  if (!cases.has(book.id)) cases.set(book.id, new Map());
  const kept = cases.get(book.id);
  if (!kept.has(key)) kept.set(key, signal(null));
  return kept.get(key);
}

/** What residents wrote in another language: [{key, text, lang}]. */
export function foreignTexts(book) {
  return book.entries.value.flatMap(foreignTextsOf);
}

/** The same of one entry. */
export const foreignTextsOf = (entry) => (canBeTranslated(entry) ? textsOf(entry) : []);

/** Translates everything of the case that was not asked for yet, if the line allows it. */
export async function translateAll(book) {
  if (!mayTranslate(book)) return;
  await translateSome(
    book,
    foreignTexts(book).filter(({ key }) => translationOf(book, key).value === null),
  );
}

/** Translates these texts into German, those of one language together. */
export async function translateSome(book, texts) {
  for (const { key } of texts) translationOf(book, key).value = { status: 'busy' };
  for (const lang of new Set(texts.map((one) => one.lang))) {
    for (const part of portions(texts.filter((one) => one.lang === lang))) {
      await translatePart(book, part, lang);
    }
  }
}

/**
 * A text in another language, as the machine says it.
 * @returns {Promise<{texts: [{text, by, why}], machine, edited}>}
 * @throws {ApiError}
 */
export function translated(book, texts, from, to) {
  used = true;
  return post('translate', { case: book.id, texts, from, to });
}

/** The server forgets what it remembers of the last minutes. Failing is no harm: it does so anyway. */
export function forgetAtServer() {
  if (!used) return;
  used = false;
  remove('translate').catch(() => {});
}

function canBeTranslated({ author, envelope, marks }) {
  const whole = envelope && !marks.some((mark) => REFUSED.has(mark));
  return whole && (author === 'resident' || author === 'bot');
}

function textsOf({ n, envelope: { kind, body, lang } }) {
  if (isGerman(lang)) return [];
  if (kind === 'text') return [{ key: `${n}`, text: body, lang }];
  if (kind !== 'answers') return body?.text ? [{ key: `${n}`, text: body.text, lang }] : [];
  // What was chosen has German words of its own; what was typed has not.
  return body.answers.flatMap(({ answer, answer_de: german, options }, at) =>
    answer && !german && !options ? [{ key: `${n}:${at}`, text: answer, lang }] : [],
  );
}

function portions(texts) {
  const parts = [[]];
  let letters = 0;
  for (const one of texts) {
    const full = parts.at(-1).length >= TEXTS_AT_ONCE || letters + one.text.length > LETTERS_AT_ONCE;
    if (full && parts.at(-1).length > 0) {
      parts.push([]);
      letters = 0;
    }
    parts.at(-1).push(one);
    letters += one.text.length;
  }
  return parts.filter((part) => part.length > 0);
}

async function translatePart(book, part, lang) {
  const signals = part.map(({ key }) => translationOf(book, key));
  try {
    const { texts } = await translated(
      book,
      part.map(({ text }) => text),
      lang,
      'de',
    );
    for (const [at, { text, by, why }] of texts.entries()) {
      signals[at].value = by === 'machine' ? { status: 'done', text, why } : { status: 'none', why };
    }
  } catch (error) {
    for (const one of signals) one.value = { status: 'failed', why: error.message };
  }
}
