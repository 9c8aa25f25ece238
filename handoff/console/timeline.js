// In which order a conversation is shown, and what belongs together in it. Pure.
//
// - The server's order is the order, except for a call, a meeting or a letter: somebody wrote it
//   down later, and it stands where it happened.
// - A message that replaces an earlier one of the same author stands in its place; the earlier
//   versions go along. What claims to replace something that is not there stands by itself.
import { REFUSED } from '/post/chain.js';
import { CONTACTS } from '/post/envelope.js';

/** To so many milliseconds people say when a call was. */
const MINUTE = 60_000;

/**
 * @param entries as in casebook.js
 * @returns {{entry, earlier: entry[], first: entry}[]} `entry` is the newest version, `earlier` the
 *   ones before it, oldest first; `first` is the one in whose place it stands
 */
export function arranged(entries) {
  const rows = [];
  const rowOf = new Map();
  for (const entry of entries) {
    const target = replaced(entry, rowOf);
    if (target) {
      target.earlier.push(target.entry);
      target.entry = entry;
      continue;
    }
    const row = { entry, earlier: [], first: entry };
    rows.push(row);
    if (!rowOf.has(entry.item)) rowOf.set(entry.item, row);
  }
  return withContacts(rows);
}

/** Whether it says of itself that it replaces something. */
export const isEdit = ({ envelope }) => Boolean(envelope?.edits);

function replaced(entry, rowOf) {
  if (!isEdit(entry) || !readable(entry) || entry.envelope.kind !== 'text') return null;
  const row = rowOf.get(entry.envelope.edits);
  const same = row && row.first.author === entry.author && readable(row.first);
  return same && row.first.envelope.kind === 'text' ? row : null;
}

const readable = ({ envelope, marks }) => envelope && !marks.some((mark) => REFUSED.has(mark));

function withContacts(rows) {
  const placed = rows.filter(({ entry }) => happened(entry) === null);
  const contacts = rows.filter(({ entry }) => happened(entry) !== null);
  contacts.sort((one, other) => happened(one.entry) - happened(other.entry));
  for (const contact of contacts) {
    const until = happened(contact.entry) + MINUTE;
    const later = placed.findIndex(({ first }) => timeOf(first) >= until);
    placed.splice(later < 0 ? placed.length : later, 0, contact);
  }
  return placed;
}

/** When a contact took place, in milliseconds; null for everything else. */
function happened({ envelope }) {
  if (!envelope || !CONTACTS.has(envelope.kind)) return null;
  const at = Date.parse(envelope.body.at);
  return Number.isNaN(at) ? null : at;
}

function timeOf(entry) {
  return happened(entry) ?? Date.parse(entry.envelope?.at ?? entry.day);
}
