// All texts of the desk in German and English. The choice is the browser's unless the switch in the
// page's head was used; the browser then remembers it.
import { effect, signal } from './vendor/ui.min.js';
import { recall, remember } from './memory.js';
import { de } from './words-de.js';
import { en } from './words-en.js';

const CATALOGUES = { de, en };
/** How days and times are written: English ones as in Europe. */
const LOCALES = { de: 'de-DE', en: 'en-GB' };
const MEMORY = 'lotse-desk-lang';
/** Making one takes longer than using it a hundred times. */
const formatters = new Map();

export const lang = signal(remembered() ?? browsers());

effect(() => {
  document.documentElement.lang = lang.value;
});

export function choose(language) {
  lang.value = language;
  remember('localStorage', MEMORY, language);
}

/**
 * The text for `key` with {name} replaced. With a number `n`, `key.one` or `key.other` is taken
 * where the language tells them apart.
 */
export function t(key, values = {}) {
  const catalogue = CATALOGUES[lang.value];
  const text = catalogue[key] ?? catalogue[`${key}.${plural(values.n)}`];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The text for a code that the server may one day extend: unknown codes stand for themselves. */
export function named(group, code) {
  return CATALOGUES[lang.value][`${group}.${code}`] ?? code;
}

export function languageName(code) {
  try {
    return formatter('DisplayNames', lang.value, { type: 'language' }).of(code);
  } catch {
    return code;
  }
}

/** @param {string} iso YYYY-MM-DD, wherever on earth the browser stands */
export function calendarDay(iso) {
  const date = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return iso;
  return written(date, { dateStyle: 'medium', timeZone: 'UTC' });
}

/** @param {string} iso an instant; @returns day and time as people here write it */
export function dayAndTime(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return written(date, { dateStyle: 'medium', timeStyle: 'short' });
}

/** @param {string} iso an instant or a day; @returns the day, with its weekday, as it is here */
export function wholeDay(iso) {
  const date = iso.length > 10 ? new Date(iso) : new Date(`${iso}T12:00:00`);
  if (Number.isNaN(date.getTime())) return iso;
  return written(date, { dateStyle: 'full' });
}

/** @param {string} iso an instant or a day; @returns the time of day, "" for a day */
export function timeOfDay(iso) {
  const date = new Date(iso);
  if (iso.length <= 10 || Number.isNaN(date.getTime())) return '';
  return written(date, { timeStyle: 'short' });
}

/** @param {string} day YYYY-MM-DD; @returns "today", "1 day", "5 days" */
export function age(day, now = new Date()) {
  const [year, month, date] = day.split('-').map(Number);
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const n = Math.round((today - Date.UTC(year, month - 1, date)) / 86_400_000);
  return n <= 0 ? t('age.today') : t('age', { n });
}

function plural(n) {
  return formatter('PluralRules', lang.value).select(n ?? 0);
}

const written = (date, style) =>
  formatter('DateTimeFormat', LOCALES[lang.value], style).format(date);

function formatter(kind, locale, options = {}) {
  const key = [kind, locale, ...Object.values(options)].join(' ');
  if (!formatters.has(key)) formatters.set(key, new Intl[kind](locale, options));
  return formatters.get(key);
}

function remembered() {
  const choice = recall('localStorage', MEMORY);
  return choice in CATALOGUES ? choice : null;
}

function browsers() {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((tag) => tag in CATALOGUES) ?? 'de';
}
