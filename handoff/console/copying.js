// Tables that are copied into a spreadsheet. A cell that begins like a formula would be one there,
// and its words are a stranger's (OWASP, "CSV Injection"): an apostrophe makes it a text again.

const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** For `onCopy`: whatever spans several cells is copied as plain text, harmless cell by cell. */
export function copyHarmlessly(event) {
  const text = String(document.getSelection());
  if (!text.includes('\t')) return;
  event.clipboardData.setData('text/plain', text.split('\n').map(harmlessRow).join('\n'));
  event.preventDefault();
}

const harmlessRow = (row) => row.split('\t').map(harmless).join('\t');
const harmless = (cell) => (FORMULA.test(cell) ? `'${cell}` : cell);
