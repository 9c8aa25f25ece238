// What was attached. Of what comes from outside nothing is believed: the type is read from the bytes themselves,
// a picture is drawn anew (so that what is shown is only pixels), a document is never opened here,
// and a name keeps nothing that could mislead.
import { fromBase64, toBase64 } from '/post/sealing.js';

const LONGEST_NAME = 80;
/** A few bytes can stand for a picture that would fill the memory. */
const MOST_PIXELS = 50_000_000;
const WIDEST = 1600;
/** Bytes of a file chosen here, and of what of it is sealed (the desk takes items of 6 MiB). */
const LARGEST_CHOSEN = 20 * 1024 * 1024;
const LARGEST_SENT = 4 * 1024 * 1024;

const text = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));

const isWav = (b) => text(b, 0, 4) === 'RIFF' && text(b, 8, 12) === 'WAVE';
const isMp3 = (b) => text(b, 0, 3) === 'ID3' || (b[0] === 0xff && (b[1] & 0xe6) === 0xe2);

/** The types that are taken, by how their bytes begin. */
const TYPES = {
  photo: [
    { type: 'image/jpeg', end: 'jpg', is: (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff },
  ],
  voice: [
    { type: 'audio/ogg', end: 'ogg', is: (b) => text(b, 0, 4) === 'OggS' },
    { type: 'audio/webm', end: 'webm', is: (b) => text(b, 0, 4) === '\x1aE\xdf\xa3' },
    { type: 'audio/mp4', end: 'm4a', is: (b) => text(b, 4, 8) === 'ftyp' },
    { type: 'audio/wav', end: 'wav', is: isWav },
    { type: 'audio/mpeg', end: 'mp3', is: isMp3 },
  ],
  document: [{ type: 'application/pdf', end: 'pdf', is: (b) => text(b, 0, 5) === '%PDF-' }],
};

/**
 * @param kind "photo", "voice" or "document"
 * @param body {name, data: base64}
 * @returns {{bytes: Uint8Array, type: string, name: string} | null} null: not what it says it is
 */
export function checked(kind, { name, data }) {
  let bytes = null;
  try {
    bytes = fromBase64(data);
  } catch {
    return null;
  }
  const found = TYPES[kind].find((one) => one.is(bytes));
  return found ? { bytes, type: found.type, name: safeName(name, kind, found.end) } : null;
}

/**
 * A file name without a path, without marks that turn or hide letters, and with the ending of what
 * the file really is: "../a\u202Efdp.exe" must not look like a PDF.
 */
export function safeName(name, kind, end) {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1);
  const plain = last
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .replace(/["%*:<>?|`$;&=+@{}[\]^~#']/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/\.[^.]{0,10}$/, '')
    .replaceAll('.', '_')
    .replace(/^[\s_-]+/, '')
    .trim();
  const short = Array.from(plain).slice(0, LONGEST_NAME).join('').trim();
  return `${short || kind}.${end}`;
}

/**
 * A picture drawn anew, at most 1,600 pixels wide or high.
 * @returns {Promise<Blob>} JPEG
 * @throws when the bytes are no picture or too many pixels
 */
export async function redrawn({ bytes, type }) {
  const { width, height } = jpegSize(bytes);
  if (width * height > MOST_PIXELS) throw new Error('too many pixels');
  return drawn(await createImageBitmap(new Blob([bytes], { type })));
}

async function drawn(picture) {
  if (picture.width * picture.height > MOST_PIXELS) throw new Error('large');
  const scale = Math.min(1, WIDEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.9));
  if (!blob) throw new Error('the picture cannot be drawn');
  return blob;
}

/** Offers the bytes as a file. By its type a browser must not show it in our place. */
export function download({ bytes, name }) {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Width and height from a JPEG's frame header (ITU-T T.81, B.2.2). Throws when there is none. */
function jpegSize(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  throw new Error('no frame header');
}

/**
 * A file that somebody here chose, as it is sealed: a photo drawn anew, so that where and when it
 * was taken stays here; a PDF as it is.
 * @param {File} file
 * @returns {Promise<{kind, body: {name, type, data}}>}
 * @throws "large" or "odd"
 */
export async function forSending(file) {
  if (file.size > LARGEST_CHOSEN) throw new Error('large');
  const photo = file.type.startsWith('image/');
  const bytes = photo ? await jpegOf(file) : new Uint8Array(await file.arrayBuffer());
  if (bytes.length > LARGEST_SENT) throw new Error('large');
  const [kind, type] = photo ? ['photo', 'image/jpeg'] : ['document', 'application/pdf'];
  const name = safeName(file.name, kind, photo ? 'jpg' : 'pdf');
  return { kind, body: { name, type, data: toBase64(bytes) } };
}

async function jpegOf(file) {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error('odd');
  });
  return new Uint8Array(await (await drawn(picture)).arrayBuffer());
}
