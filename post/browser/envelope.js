// The envelope: what stands inside an item's age file. Canonical JSON (keys sorted, no white space,
// non-ASCII unescaped) filled up with zeros to one of a few sizes, so that a length tells nothing.

const KIB = 1024;
const MIB = KIB * KIB;
const CLASSES = [1, 4, 16, 64, 256].map((kib) => kib * KIB);
const KINDS = new Set(['text', 'answers', 'note', 'record']);
/** What happened outside the chat; body {at: ISO, with, text}. */
export const CONTACTS = new Set(['call', 'meeting', 'letter']);
/** Kinds whose body is {name, type, data: base64, text?, of?}. */
export const ATTACHED = new Set(['photo', 'voice', 'document']);

const encoder = new TextEncoder();
const size = (text) => encoder.encode(text).length;

/** @returns {string} JSON with sorted keys and no white space, non-ASCII letters unescaped */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

/** Canonical JSON of the envelope, exactly 1, 4, 16, 64 or 256 KiB or whole MiB of UTF-8. */
export function padded(envelope) {
  const bare = size(canonical({ ...envelope, pad: '' }));
  return canonical({ ...envelope, pad: '0'.repeat(roomFor(bare) - bare) });
}

function roomFor(bytes) {
  return CLASSES.find((room) => bytes <= room) ?? Math.ceil(bytes / MIB) * MIB;
}

/** Half a surrogate pair is no UTF-8; it becomes U+FFFD here, where the author can still see it. */
export function wellFormed(text) {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(encoder.encode(text));
}

/** @returns the envelope, or null when the text is none that this desk can read */
export function parsed(text) {
  try {
    const envelope = JSON.parse(text);
    return isEnvelope(envelope) ? envelope : null;
  } catch {
    return null;
  }
}

function isEnvelope(value) {
  if (value === null || typeof value !== 'object') return false;
  if (value.v !== 1 || value.suite !== 'age-x25519' || !isKind(value.kind)) return false;
  const texts = [value.case, value.item, value.author, value.prev, value.at, value.lang];
  if (![...texts, value.edits ?? ''].every((field) => typeof field === 'string')) return false;
  return Number.isSafeInteger(value.seq) && value.seq >= 0 && isBody(value);
}

const isKind = (kind) => KINDS.has(kind) || ATTACHED.has(kind) || CONTACTS.has(kind);

function isBody({ kind, body }) {
  if (ATTACHED.has(kind)) return isFile(body);
  if (CONTACTS.has(kind)) return isContact(body);
  if (kind === 'record') return body !== null && typeof body === 'object';
  if (kind !== 'answers') return typeof body === 'string';
  const isRow = (row) => typeof row?.question === 'string' && typeof row.answer === 'string';
  return Array.isArray(body?.answers) && body.answers.every(isRow);
}

function isContact(body) {
  return [body?.at, body?.with, body?.text].every((field) => typeof field === 'string');
}

function isFile(body) {
  const texts = [body?.name, body?.type, body?.data, body?.text ?? '', body?.of ?? ''];
  return texts.every((field) => typeof field === 'string');
}
