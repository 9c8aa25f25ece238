// A case's deadlines: what they are stands in the sealed record, the desk's server knows the days
// alone, so that it can remind.
import { signal } from './vendor/ui.min.js';
import { REFUSED } from '/post/chain.js';
import { get, put } from './api.js';
import { path } from './casebook.js';
import { changeRecord } from './record.js';

const rules = new Map();
const tellings = new Map(); // case → signal of {running, done}

/** The signal of how often the server is, and was, told the days of a case. */
export function tellingOf(id) {
  if (!tellings.has(id)) tellings.set(id, signal({ running: 0, done: 0 }));
  return tellings.get(id);
}

/** The signal of {rules, land, free, from, until} for a team, null before it has come. */
export function rulesOf(team) {
  if (!rules.has(team)) rules.set(team, signal(null));
  return rules.get(team);
}

/** Fetches the team's rules, once. Throws ApiError. */
export async function loadRules(team) {
  const known = rulesOf(team);
  known.value ??= await get(`deadline-rules?team=${path(team)}`);
  return known.value;
}

export const newDeadlineId = () => crypto.randomUUID().replaceAll('-', '');

/** Adds or replaces deadlines (by their id), and tells the server the days. Throws ApiError. */
export function putDeadline(id, deadline) {
  const others = (record) => record.deadlines.filter((one) => one.id !== deadline.id);
  const change = (record) => ({ ...record, deadlines: [...others(record), deadline] });
  return whileTelling(id, async () => put(...days(id, await changeRecord(id, change))));
}

/** Tells the server the days that stand in the record. Throws ApiError. */
export const tellDays = (id, record) => whileTelling(id, () => put(...days(id, record)));

const days = (id, record) => [`cases/${path(id)}/deadlines`, { deadlines: daysOf(record) }];

async function whileTelling(id, tell) {
  const telling = tellingOf(id);
  const count = (running, done) => {
    const now = telling.value;
    telling.value = { running: now.running + running, done: now.done + done };
  };
  count(1, 0);
  try {
    await tell();
  } finally {
    count(-1, 1);
  }
}

/** What the server is to know: the days of deadlines that were not taken back. */
export const daysOf = ({ deadlines }) =>
  deadlines
    .filter(({ state }) => state !== 'dropped')
    .map(({ id, day, state }) => ({ id, day, open: state === 'open' }))
    .sort((one, other) => (one.day + one.id < other.day + other.id ? -1 : 1));

/** Whether the server reminds of the days that stand in the record. Throws ApiError. */
export async function daysAgree(id, record) {
  const { deadlines } = await get(`cases/${path(id)}/deadlines`);
  const simple = (days) => JSON.stringify(days.map(({ day, open }) => [day, open]).sort());
  return simple(deadlines) === simple(daysOf(record));
}

const NUMERIC = /\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b/g;
const MOST = 4;

/**
 * Days that the resident wrote, newest message first: where a deadline may begin.
 * @param isDay tells a day from what only looks like one
 */
export function daysWritten(entries, isDay) {
  const found = new Set();
  for (const { envelope, author, marks } of [...entries].reverse()) {
    const readable = envelope && !marks.some((mark) => REFUSED.has(mark));
    if (!readable || author !== 'resident') continue;
    for (const text of textsOf(envelope)) {
      for (const [, d, m, y, year, month, date] of text.matchAll(NUMERIC)) {
        found.add(year ? `${year}-${month}-${date}` : `${y}-${two(m)}-${two(d)}`);
      }
    }
  }
  return [...found].filter(isDay).slice(0, MOST);
}

const two = (text) => text.padStart(2, '0');

function textsOf({ kind, body }) {
  if (kind === 'text') return [body];
  if (kind === 'answers') return body.answers.map(({ answer }) => answer);
  return [];
}
