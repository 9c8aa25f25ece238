// Canned replies: those that came with the flows and the team's own, their fields, how they come into
// the reply box. What cannot be filled in stays visible as ‹Tag›, in every language alike.
import { signal } from './vendor/ui.min.js';
import { get, put, remove } from './api.js';
import { draftOf } from './drafts.js';
import { isGerman } from './translating.js';
import { me, teamName } from './state.js';
import { lang as pageLang } from './words.js';

const DAY = '‹Tag›';
const OPEN = /‹[^‹›\n]{1,40}›/g;
const ISOLATED = new Set(['ar', 'fa']);
const teams = new Map(); // team → signal

/** The signal of a team's replies: {canned, office, labels}, {why} when they cannot be had, null. */
export function cannedOf(team) {
  if (!teams.has(team)) teams.set(team, signal(null));
  return teams.get(team);
}

export async function loadCanned(team) {
  const kept = cannedOf(team);
  try {
    kept.value = await get(`canned?team=${encodeURIComponent(team)}`);
  } catch (error) {
    kept.value = { ...kept.value, why: error.message };
  }
}

/** Adds or changes a reply of the team. @throws {ApiError} */
export async function keepCanned(team, { id = newId(), title, texts }) {
  await put(`canned/${id}`, { team, title, texts });
  await loadCanned(team);
}

/** @throws {ApiError} */
export async function removeCanned(team, id) {
  await remove(`canned/${id}`);
  await loadCanned(team);
}

export const titleOf = ({ title }) => title[pageLang.value] ?? title.de;

/** Those with all these words in their title or German text, titles first. */
export function matching(replies, words) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  const has = (text) => wanted.every((word) => plain(text).includes(word));
  const titled = replies.filter((one) => has(titlesOf(one)));
  return [...titled, ...replies.filter((one) => !titled.includes(one) && has(all(one)))];
}

/** Puts a canned reply into the case's reply box, after what is there. */
export function insertCanned(book, reply, { office = {}, labels = {} }) {
  const facts = book.facts.value;
  const { lang } = facts;
  const put = (code) => filled(reply.texts[code], code, facts, office);
  const draft = draftOf(book.id);
  const before = draft.value.text.trimEnd();
  const written = reply.texts.de && !(isGerman(lang) && reply.texts[lang]) ? 'de' : theirs(reply, lang);
  const text = [before, put(written)].filter(Boolean).join('\n\n');
  const next = { ...draft.value, text, lang: written, preview: null };
  if (!before && written === 'de' && !isGerman(lang) && reply.texts[lang]) {
    const said = put(lang);
    const how = reply.own ? 'human' : 'machine';
    next.preview = { of: text, text: said, made: said, how, ...labels[lang] };
  }
  draft.value = next;
}

/** The fields in a text that nobody has filled in yet, each once. */
export const openFields = (text) => [...new Set(text.match(OPEN) ?? [])];

export const hasOpenDay = (text) => text.includes(DAY);

/** @param {string} day YYYY-MM-DD; @returns the text with its open day filled in, as `lang` says it */
export function withDay(text, day, lang) {
  return text.replaceAll(DAY, isolated(dayIn(day, lang), lang));
}

function filled(text, lang, facts, office) {
  const values = {
    name: me.value.shown_name,
    number: facts.number,
    office: office[lang] ?? office.de ?? teamName(facts.team),
  };
  return text.replace(/\{(name|number|office|day)\}/g, (_, field) =>
    field === 'day' ? DAY : isolated(values[field], lang),
  );
}

/** In a text from right to left a number or a Latin name stands by itself (UAX 9). */
const isolated = (value, lang) => (ISOLATED.has(lang) ? `\u2068${value}\u2069` : value);

function dayIn(day, lang) {
  const date = new Date(`${day}T12:00:00Z`);
  const code = lang.split('-')[0];
  const known = Intl.DateTimeFormat.supportedLocalesOf([code]).length > 0;
  const style = { dateStyle: 'full', timeZone: 'UTC', numberingSystem: 'latn', calendar: 'gregory' };
  return known ? new Intl.DateTimeFormat(code, style).format(date) : `${day.split('-').reverse().join('.')}`;
}

const theirs = (reply, lang) => (reply.texts[lang] ? lang : Object.keys(reply.texts)[0]);

const titlesOf = ({ title }) => Object.values(title).join(' ');
const all = (reply) => `${titlesOf(reply)} ${reply.texts.de ?? Object.values(reply.texts)[0]}`;

/** Without accents and capitals, so that "grusse" finds "Grüße". */
function plain(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
