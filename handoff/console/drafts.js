// What a counsellor has written and nobody has yet: drafts, and replies on their way. In memory;
// draft-keeping.js keeps them on the server besides. While the desk is locked they wait here sealed
// to their author. The page asks before a reload that would lose what is not kept yet.
import { signal } from './vendor/ui.min.js';
import { mine } from './keyring.js';
import { openMine, sealForMe } from '/post/sealing.js';

const drafts = new Map();
const outgoing = new Map();
const NOTHING = { text: '', lang: null, why: null };
let away = null; // {owner, sealed}
let isKept = () => false;

/** The signal of a case's draft: {text, lang (null: not chosen), why (it came back, or null)}. */
export const draftOf = (id) => signalIn(drafts, id, NOTHING);

/** The signal of a case's half-written note: {text, and what its form knows besides}. */
export const noteOf = (id) => signalIn(drafts, `note ${id}`, NOTHING);

/** The signal of a case's reply on its way, or null. */
export const outgoingOf = (id) => signalIn(outgoing, id, null);

/** Puts a reply that will not be sent back into the box, before what was written since. */
export function putBack(id, { kind, text, lang }, why = null) {
  const draft = draftOf(id);
  if (kind) {
    // A file does not fit into the box; it is still where it was chosen.
    draft.value = { ...draft.value, why };
    outgoingOf(id).value = null;
    return;
  }
  const later = draft.value.text.trim() ? `\n\n${draft.value.text}` : '';
  draft.value = { text: text + later, lang, why };
  outgoingOf(id).value = null;
}

/** @param check (case) → whether the desk has everything that was written for it */
export function whenKept(check) {
  isKept = check;
}

export function anythingUnsent() {
  const written = [...drafts].some(([id, draft]) => draft.value.text.trim() && !isKept(id));
  return written || [...outgoing.values()].some((reply) => reply.value) || away !== null;
}

/** Seals everything to its author and forgets the plain text. */
export async function sealAway(me) {
  const kept = JSON.stringify({ drafts: contents(drafts), outgoing: contents(outgoing) });
  const any = [...drafts.values(), ...outgoing.values()].some(({ value }) => value?.text.trim());
  clear();
  away = any ? { owner: me.id, sealed: await sealForMe(kept, me.recipient) } : null;
}

/** Brings back what `sealAway` put away, if it is the same person who comes back. */
export async function takeOut(me) {
  const waiting = away;
  away = null;
  if (waiting?.owner !== me.id) return;
  const kept = JSON.parse(await openMine(waiting.sealed, mine()));
  for (const [id, draft] of kept.drafts) draftOf(id).value = draft;
  for (const [id, reply] of kept.outgoing) {
    outgoingOf(id).value = reply && { ...reply, status: 'unsent' };
  }
}

/** What was written for a case that is gone goes with it. */
export function dropWritingOf(id) {
  draftOf(id).value = NOTHING;
  noteOf(id).value = NOTHING;
  outgoingOf(id).value = null;
}

export function dropWriting() {
  clear();
  away = null;
}

function signalIn(map, id, empty) {
  if (!map.has(id)) map.set(id, signal(empty));
  return map.get(id);
}

const contents = (map) => [...map].map(([id, content]) => [id, content.value]);

function clear() {
  drafts.clear();
  outgoing.clear();
}
