// What a counsellor has written and nobody has yet: drafts, and replies on their way. Memory only.
// While the desk is locked they wait sealed to their author; a reload loses them (the page asks).
import { signal } from './vendor/ui.min.js';
import { mine } from './keyring.js';
import { openMine, sealForMe } from '/post/sealing.js';

const drafts = new Map();
const outgoing = new Map();
const NOTHING = { text: '', lang: null, why: null };
let away = null; // {owner, sealed}

/** The signal of a case's draft: {text, lang (null: not chosen), why (it came back, or null)}. */
export const draftOf = (id) => signalIn(drafts, id, NOTHING);

/** The signal of a case's reply on its way, or null. */
export const outgoingOf = (id) => signalIn(outgoing, id, null);

/** Puts a reply that will not be sent back into the box, before what was written since. */
export function putBack(id, { text, lang }, why = null) {
  const draft = draftOf(id);
  const later = draft.value.text.trim() ? `\n\n${draft.value.text}` : '';
  draft.value = { text: text + later, lang, why };
  outgoingOf(id).value = null;
}

export function anythingUnsent() {
  const written = [...drafts.values()].some((draft) => draft.value.text.trim());
  return written || [...outgoing.values()].some((reply) => reply.value) || away !== null;
}

/** Seals everything to its author and forgets the plain text. */
export async function sealAway(me) {
  const kept = JSON.stringify({ drafts: contents(drafts), outgoing: contents(outgoing) });
  const any = anythingUnsent();
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
