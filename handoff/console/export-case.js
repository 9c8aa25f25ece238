// A case as it leaves the desk: gathered, packed and sealed in this browser. The server learns that
// it happened and which way, nothing else. Formats: docs/export.md.
import { zipSync } from './vendor/zip.min.js';
import { REFUSED } from '/post/chain.js';
import { ATTACHED, CONTACTS } from '/post/envelope.js';
import { sealForPerson } from '/post/sealing.js';
import { post } from './api.js';
import { checked, download } from './attachments.js';
import { path } from './casebook.js';
import { today } from './deadlines.js';
import { page } from './export-page.js';
import { isInternal } from './notes.js';
import { isRecord, recordOf } from './record.js';
import { arranged } from './timeline.js';
import { sealForPassphrase } from './unlock.js';

const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;
/** Files are packed as they are: most are compressed already, and what is sealed does not shrink. */
const STORED = { level: 0 };

export const isRecipient = (text) => RECIPIENT.test(text);

/**
 * What goes along of an opened case, in the order in which it is read.
 * @param internal whether the office's own notes go along
 * @returns rows {entry, earlier: entry[], whole} as arranged in timeline.js; `whole` is false for
 *   what cannot be read
 */
export function rowsOf(book, { internal }) {
  const shown = book.entries.value.filter(
    (entry) => !isRecord(entry) && (internal || !isInternal(entry)),
  );
  return arranged(shown).map(({ entry, earlier }) => ({ entry, earlier, whole: readable(entry) }));
}

/** Tells the desk's server that the case leaves it, before it does. Throws ApiError. */
export const noted = (id, kind) => post(`cases/${path(id)}/exported`, { kind });

/**
 * Everything for another office or the office's own files, sealed, offered as a file.
 * @param opener {recipient} or {passphrase}
 */
export async function saveArchive(book, { internal, ...opener }) {
  await noted(book.id, 'archive');
  const folder = folderOf(book, 'archive', internal);
  const sealed = opener.recipient
    ? await sealForPerson(folder, opener.recipient)
    : await sealForPassphrase(folder, opener.passphrase);
  download({ bytes: sealed, name: `${book.facts.value.number}.zip.age` });
}

/** The conversation for the resident to carry along: nothing that is the office's own. */
export async function saveBundle(book, passphrase) {
  await noted(book.id, 'bundle');
  const sealed = await sealForPassphrase(folderOf(book, 'bundle', false), passphrase);
  download({ bytes: sealed, name: `${book.facts.value.number}.zip.age` });
}

/** @returns {Uint8Array} a zip of case.json, case.html and files/ */
export function folderOf(book, kind, internal) {
  const files = new Map();
  const rows = rowsOf(book, { internal });
  const content = contentOf(book, kind, rows, files);
  if (internal) Object.assign(content, ownOf(book));
  const text = (value) => new TextEncoder().encode(value);
  return zipSync({
    'case.json': text(`${JSON.stringify(content, null, 1)}\n`),
    'case.html': text(page(content)),
    ...Object.fromEntries([...files].map(([name, bytes]) => [name, [bytes, STORED]])),
  });
}

function contentOf(book, kind, rows, files) {
  const { number, team, lang, channel, day } = book.facts.value;
  return {
    format: 'lotse-case',
    version: 1,
    kind,
    number,
    team,
    language: lang,
    channel,
    opened: day,
    exported: today(),
    messages: rows.map(({ entry, earlier, whole }) => ({
      ...(whole ? messageOf(entry, files) : { ...headOf(entry), unreadable: true }),
      ...(earlier.length && { earlier: earlier.map(({ envelope }) => envelope.body) }),
    })),
  };
}

/** What only the office writes down: deadlines and documentation. */
function ownOf(book) {
  const { deadlines, fields, scheme } = recordOf(book);
  return { deadlines, documentation: { scheme, fields } };
}

function headOf({ n, author, day, marks }) {
  const kind = author.split(':')[0];
  const who = { staff: 'office', office: 'office' }[kind] ?? kind;
  return {
    n,
    author: who,
    ...(kind === 'office' && { internal: true }),
    day,
    ...(marks.length && { marks }),
  };
}

function messageOf(entry, files) {
  const { at, kind, lang, body } = entry.envelope;
  const common = { ...headOf(entry), at, kind, language: lang };
  if (ATTACHED.has(kind)) return { ...common, ...fileOf(entry, files) };
  if (CONTACTS.has(kind)) return { ...common, contact: { at: body.at, with: body.with }, text: body.text };
  if (kind !== 'answers') return { ...common, text: String(body) };
  return { ...common, title: body.title ?? '', answers: body.answers.map(plainAnswer) };
}

const plainAnswer = ({ id, question, answer, question_de: german, answer_de: inGerman }) => ({
  id,
  question,
  answer,
  ...(german && german !== question && { question_de: german }),
  ...(inGerman && inGerman !== answer && { answer_de: inGerman }),
});

/** A file's name is its number in the case: what it was called may say too much. */
function fileOf({ n, envelope: { kind, body } }, files) {
  const text = body.text ? { text: body.text } : {};
  const file = checked(kind, body);
  if (!file) return { ...text, file: null };
  const name = `files/${String(n).padStart(6, '0')}.${file.name.split('.').at(-1)}`;
  files.set(name, file.bytes);
  return { ...text, file: name };
}

const readable = ({ envelope, marks }) =>
  Boolean(envelope) && !marks.some((mark) => REFUSED.has(mark));
