// Before a case is closed: what the documentation lacks, and a deadline that is still open.
import { html, useEffect } from '../vendor/ui.min.js';
import { loadScheme, missing, recordOf, saveNow, schemeOf, sendSlip } from '../record.js';
import { calendarDay, lang, t } from '../words.js';

export function ClosingRecord({ book }) {
  const { team } = book.facts.value;
  const scheme = schemeOf(team).value;
  useEffect(() => {
    loadScheme(team).catch(() => {});
    saveNow(book.id);
  }, []);
  const record = recordOf(book);
  const lacks = scheme ? missing(record, scheme) : [];
  const names = scheme?.fields.filter(({ id }) => lacks.includes(id)) ?? [];
  const fields = names.map(({ label }) => label[lang.value] ?? label.de).join(', ');
  const open = record.deadlines.filter(({ state }) => state === 'open').map(({ day }) => day);
  return html`
    ${lacks.length > 0 && html`<p class="quiet" data-testid="closing-lacks">${t('record.closing_lacks', { fields })}</p>`}
    ${open.length > 0 && html`<p class="mark" data-testid="closing-deadline">${t('record.closing_deadline', { day: calendarDay(open.sort()[0]) })}</p>`}
  `;
}

/** What was not saved yet is saved, then the slip goes to the desk. */
export async function handInSlip(book) {
  await saveNow(book.id);
  await sendSlip(book);
}
