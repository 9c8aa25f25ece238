// What is written down of a case for the office's figures, and its deadlines: one record, sealed as
// an entry of the office's own (notes.js). Each saving adds a whole new record; the newest counts.
//
// A record: {v: 1, scheme, fields: {field: code or [codes]}, deadlines: [deadline]}. A deadline:
// {id, rule ("" for a day read from a letter), title, norm, event, plain, moved, day, state: "open"|
// "kept"|"missed"|"dropped"}; `day` is the one to keep.
import { effect, signal } from './vendor/ui.min.js';
import { REFUSED } from '/post/chain.js';
import { get, put } from './api.js';
import { announce } from './announce.js';
import { bookOf, path, refresh } from './casebook.js';
import { unlocked } from './keyring.js';
import { addInternal, isInternal, newItem } from './notes.js';
import { t } from './words.js';

const EMPTY = { v: 1, scheme: '', fields: {}, deadlines: [] };
const REST_MS = 2500;
const schemes = new Map();
const turns = new Map(); // case → promise of the last change: changes wait for each other
const pending = new Map(); // case → signal of what was changed and is not saved yet
const timers = new Map();

effect(() => {
  if (unlocked.value) return;
  for (const timer of timers.values()) clearTimeout(timer);
  for (const known of [schemes, turns, pending, timers]) known.clear();
});

/** The signal of a team's scheme {version, fields: […]}, null before it has come. */
export function schemeOf(team) {
  if (!schemes.has(team)) schemes.set(team, signal(null));
  return schemes.get(team);
}

/** Fetches the team's scheme, once. Throws ApiError. */
export async function loadScheme(team) {
  const known = schemeOf(team);
  known.value ??= await get(`documentation?team=${path(team)}`);
  return known.value;
}

/** The newest record of an opened case; an empty one before there is any. */
export function recordOf(book) {
  const found = book.entries.value.findLast((entry) => isRecord(entry));
  return found ? { ...EMPTY, ...whole(found.envelope.body) } : EMPTY;
}

/** Whether an entry is a record that counts: the office's own, whole and readable. */
export function isRecord({ author, envelope, marks }) {
  const readable = envelope && !marks.some((mark) => REFUSED.has(mark));
  return readable && envelope.kind === 'record' && isInternal({ author });
}

/**
 * Saves a changed record. The change is made to the newest one, so that what a colleague saved
 * meanwhile stays.
 * @param change (record) => record
 */
export function changeRecord(id, change) {
  const turn = (turns.get(id) ?? Promise.resolve()).then(() => save(id, change));
  turns.set(
    id,
    turn.catch(() => {}),
  );
  return turn;
}

async function save(id, change) {
  await refresh(id);
  await addInternal(id, newItem(), 'record', change(recordOf(bookOf(id))));
  return recordOf(bookOf(id));
}

/** The signal of {changes: {field: value}, status: "idle"|"waiting"|"saving"|"saved"|"trouble", why}. */
export function unsavedOf(id) {
  if (!pending.has(id)) pending.set(id, signal({ changes: {}, status: 'idle' }));
  return pending.get(id);
}

/** Changes fields; they are saved together when nobody has changed one for a while. */
export function touch(id, changes) {
  const unsaved = unsavedOf(id);
  unsaved.value = { changes: { ...unsaved.value.changes, ...changes }, status: 'waiting' };
  clearTimeout(timers.get(id));
  timers.set(
    id,
    setTimeout(() => saveNow(id), REST_MS),
  );
}

/** Saves what was changed, now. What goes wrong is told by the signal, and nothing is lost. */
export async function saveNow(id) {
  clearTimeout(timers.get(id));
  const unsaved = unsavedOf(id);
  const { changes, status } = unsaved.value;
  if (status === 'saving' || Object.keys(changes).length === 0) return;
  unsaved.value = { changes, status: 'saving' };
  try {
    const { version } = await loadScheme(bookOf(id).facts.value.team);
    await changeRecord(id, (record) => ({
      ...record,
      scheme: version,
      fields: { ...record.fields, ...changes },
    }));
  } catch (error) {
    unsaved.value = { ...unsaved.value, status: 'trouble', why: error.message };
    return;
  }
  const later = Object.entries(unsaved.value.changes);
  const rest = Object.fromEntries(later.filter(([field, value]) => changes[field] !== value));
  unsaved.value = { changes: rest, status: 'saved' };
  if (Object.keys(rest).length) touch(id, {});
  else announce(t('record.saved'));
}

/**
 * What the answers and the case's own facts suggest.
 * @returns {Record<string, string[]>} field → codes
 */
export function suggested(book, scheme) {
  const given = givenOf(book);
  const found = {};
  for (const { id, suggest, many } of scheme.fields) {
    const codes = Object.entries(suggest).flatMap(([answer, byOption]) =>
      (given.get(answer) ?? []).flatMap((option) => byOption[option] ?? []),
    );
    if (codes.length) found[id] = many ? [...new Set(codes)] : codes.slice(0, 1);
  }
  return found;
}

/** What to show in a field: what was saved, else what is suggested. */
export function shown(record, hints, field) {
  const saved = record.fields[field.id];
  if (saved !== undefined) return { codes: [saved].flat().filter(Boolean), sure: true };
  return { codes: hints[field.id] ?? [], sure: false };
}

/** @returns {string[]} the fields that should be filled and are not */
export const missing = (record, scheme) =>
  scheme.fields
    .filter(({ id, needed }) => needed && [record.fields[id]].flat().filter(Boolean).length === 0)
    .map(({ id }) => id);

/**
 * What is counted of a case: codes that the scheme knows, and nothing else.
 * @returns {Record<string, string[]>} field → codes, without empty ones
 */
export function slipOf(record, scheme) {
  const slip = {};
  for (const field of scheme.fields) {
    const known = new Set(field.values.map(({ code }) => code));
    const codes = [record.fields[field.id]].flat().filter((code) => known.has(code));
    if (codes.length) slip[field.id] = field.many ? [...new Set(codes)] : codes.slice(0, 1);
  }
  return slip;
}

/** Hands the slip of a closed case to the desk. Throws ApiError. */
export async function sendSlip(book) {
  const scheme = await loadScheme(book.facts.value.team);
  const coded = slipOf(recordOf(book), scheme);
  await put(`cases/${path(book.id)}/slip`, { coded });
}

/** Answer's id → the options that were chosen: their ids where they are known, else their German
 * labels. Labels of questions with several answers have no comma. */
function givenOf(book) {
  const given = new Map();
  for (const { envelope, author, marks } of book.entries.value) {
    const readable = envelope && !marks.some((mark) => REFUSED.has(mark));
    if (!readable || author !== 'resident' || envelope.kind !== 'answers') continue;
    for (const { id, options, answer, answer_de: german } of envelope.body.answers) {
      const text = german || answer;
      given.set(id, options ?? [text, ...text.split(', ')]);
    }
  }
  const { channel, lang, interpreter } = book.facts.value;
  const facts = { channel, lang, interpreter, deadline: settledAs(recordOf(book)) };
  for (const [name, value] of Object.entries(facts)) if (value) given.set(`case.${name}`, [value]);
  return given;
}

/** "missed" when one deadline was missed, "kept" when all were kept, null while one is open. */
function settledAs({ deadlines }) {
  const states = new Set(deadlines.map(({ state }) => state));
  states.delete('dropped');
  if (states.has('missed')) return 'missed';
  return states.size === 1 && states.has('kept') ? 'kept' : null;
}

/** Somebody else's program may have written it: only what has the right form is taken. */
function whole(body) {
  const fields = body.fields && typeof body.fields === 'object' ? body.fields : {};
  const isCode = (value) => [value].flat().every((code) => typeof code === 'string');
  const deadlines = Array.isArray(body.deadlines) ? body.deadlines : [];
  return {
    v: 1,
    scheme: String(body.scheme ?? ''),
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => isCode(value))),
    deadlines: deadlines.filter((one) => /^[0-9a-f]{32}$/.test(one?.id) && isDay(one.day)),
  };
}

const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text);
