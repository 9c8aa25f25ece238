// A passphrase is generated, never invented: seven words of 2,048 are 77 bits of chance, which with
// scrypt (log N 18) withstands somebody who stole the database.
import { WORDS } from './wordlist.js';

const HOW_MANY = 7;

/** @returns {string} seven random words joined by single spaces */
export function newPassphrase() {
  return Array.from({ length: HOW_MANY }, () => WORDS[below(WORDS.length)]).join(' ');
}

/** The form that is sealed: a capital letter or a second space must not lock anybody out. */
export function normalised(passphrase) {
  return passphrase
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .split(/[\s,;-]+/)
    .join(' ');
}

/** Uniform whole number in [0, limit); redraws instead of a modulo, which would favour low ones. */
function below(limit) {
  const drawn = new Uint32Array(1);
  const fair = Math.floor(2 ** 32 / limit) * limit;
  do crypto.getRandomValues(drawn);
  while (drawn[0] >= fair);
  return drawn[0] % limit;
}
