// The receipt: 32 decimal digits that open a case again on any device. 30 are random (99 bits), the
// last two are check digits (ISO 7064 MOD 97-10, as in an IBAN), so that a slip is told at once.
// Digits, because every script has them: whoever reads only Arabic or Dari can read them aloud.

import { digitsOf } from './digits.js';

export const LENGTH = 32;
const RANDOM = 30;
const BLOCK = 4;

/** @returns {string} a new receipt, 32 digits */
export function newReceipt() {
  let digits = '';
  while (digits.length < RANDOM) {
    for (const byte of crypto.getRandomValues(new Uint8Array(RANDOM))) {
      // 250 and more would make 0 to 5 likelier than the others.
      if (byte < 250 && digits.length < RANDOM) digits += byte % 10;
    }
  }
  return digits + checkDigits(digits);
}

/**
 * What somebody typed or pasted: digits of any script, with blanks, dashes or lines between them.
 * @returns {{digits: string, fault: '' | 'letters' | 'short' | 'long' | 'slip'}}
 */
export function readReceipt(typed) {
  const digits = digitsOf(typed);
  if (digits === null) return { digits: '', fault: 'letters' };
  if (digits.length < LENGTH) return { digits, fault: 'short' };
  if (digits.length > LENGTH) return { digits, fault: 'long' };
  const right = checkDigits(digits.slice(0, RANDOM)) === digits.slice(RANDOM);
  return { digits, fault: right ? '' : 'slip' };
}

/** @returns {string[]} eight blocks of four digits */
export const inBlocks = (digits) => digits.match(new RegExp(`.{1,${BLOCK}}`, 'g')) ?? [];

function checkDigits(digits) {
  const rest = Number((BigInt(digits) * 100n) % 97n);
  return String(98 - rest).padStart(2, '0');
}
