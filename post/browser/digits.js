// Decimal digits of every script: ٣ and ३ and ３ are all 3.

const DECIMAL = /^\p{Nd}$/u;
const BETWEEN = /[\s\p{Pd}\p{Cf}.,:;/|_]/u; // what people and programs put between blocks

/** @returns {number | null} the value of a decimal digit, null for any other character */
export function digitValue(char) {
  if (!DECIMAL.test(char)) return null;
  // Unicode keeps the ten digits of a script together, in their order; some scripts stand beside
  // each other, always whole.
  const code = char.codePointAt(0);
  let first = code;
  while (DECIMAL.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}

/** @returns {string | null} the digits of a text as 0 to 9; null if there is anything else in it */
export function digitsOf(text) {
  let found = '';
  for (const char of text) {
    const value = digitValue(char);
    if (value !== null) found += value;
    else if (!BETWEEN.test(char)) return null;
  }
  return found;
}
