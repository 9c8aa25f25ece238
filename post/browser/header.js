// The beginning of an age file, looked at before any key is tried. Every lock in it costs the reader
// a moment, so a file with ten thousand of them would hold the page for a long time; ours have one
// or two, and perhaps one that is there only to keep other programs from relying on the number.

const MOST_BYTES = 4096;
const MOST_LOCKS = 6;
const VERSION = 'age-encryption.org/v1';

/** @throws when this is no age file that the desk or the chat could have made */
export function checkHeader(bytes) {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, MOST_BYTES));
  const end = head.indexOf('\n--- ');
  const lines = head.slice(0, Math.max(end, 0)).split('\n');
  if (end < 0 || lines[0] !== VERSION) throw new Error('not an age file of ours');
  const locks = lines.filter((line) => line.startsWith('-> '));
  if (locks.length > MOST_LOCKS) throw new Error('too many locks');
  if (locks.some((line) => line.startsWith('-> scrypt '))) throw new Error('sealed for a passphrase');
}
