// For whom a reply is sealed. On the safe line that is the case and the resident, and no text goes
// to the server. Which line it is and whose key, the resident's own browser wrote into its first
// item; the server's word alone would let it read along. So both must say the same. The case's own
// recipient is the one that its key was proved to belong to, whatever the server says later.
import { bookOf } from './casebook.js';

/** Whether the first item, and nobody else, says that this case is on the safe line. */
export const onSafeLine = (id) => written(id) !== undefined;

/**
 * @returns {string[] | null} the recipients of a reply; null when the server names another key or
 *   another line than the resident's browser, or when its first item is not whole
 */
export function readersOf(id) {
  const { recipient, facts } = bookOf(id);
  const { resident, line } = facts.value;
  const theirs = written(id);
  if (theirs === null || (line === 'safe') !== (theirs !== undefined)) return null;
  if (theirs === undefined) return [recipient];
  return theirs === resident ? [recipient, resident] : null;
}

/** @returns the resident's recipient, undefined when they wrote none, null when nobody can tell */
function written(id) {
  const first = bookOf(id).entries.value.find((one) => one.author === 'resident');
  if (!first) return undefined;
  if (first.seq !== 0 || first.marks.length > 0) return null;
  const { kind, body } = first.envelope;
  return kind === 'answers' ? body.resident : undefined;
}
