// The two recovery papers, one after the other, by two people. Each is turned into a key that
// cannot be read out as soon as it is right; its text is cleared from the field at once and is kept
// nowhere else.
import { html, useRef, useState } from '../vendor/ui.min.js';
import { fingerprintOf, keyFrom, recipientOf } from '/post/sealing.js';
import { t } from '../words.js';
import { Trouble, useDeed } from './parts.js';

/** What is wrong with a paper: "unreadable", "other" (the team's other one) or "foreign". */
class WrongPaper extends Error {}

/**
 * @param prints the fingerprints of paper 1 and paper 2
 * @param {(keys: Array) => Promise} onBoth runs with both keys, which are then forgotten
 */
export function Papers({ prints, what, onBoth }) {
  const keys = useRef([]);
  const [n, setN] = useState(1);
  const [busy, trouble, run] = useDeed();
  const field = useRef(null);
  const take = async () => {
    const typed = field.current.value;
    field.current.value = '';
    keys.current = [...keys.current, await keyOfPaper(typed, n, prints)];
    if (n === 1) {
      setN(2);
      field.current.focus();
      return;
    }
    const both = keys.current;
    keys.current = [];
    setN(1);
    await onBoth(both);
  };
  const submit = (event) => {
    event.preventDefault();
    run(take);
  };
  return html`<form onSubmit=${submit} autocomplete="off">
    <p>${t('papers.how')}</p>
    ${n === 2 && html`<p class="notice good" role="status">${t('papers.first_done')}</p>`}
    ${trouble && html`<${Trouble} text=${whyNot(trouble)} testid="paper-error" />`}
    <${PaperField} n=${n} field=${field} />
    <button type="submit" class="main" data-testid="paper-submit" disabled=${busy}>
      ${n === 1 ? t('papers.next') : what}
    </button>
  </form>`;
}

function PaperField({ n, field }) {
  return html`<div class="field">
    <label for="paper-text">${t('papers.label', { n })}</label>
    <p class="hint" id="paper-hint">${t('papers.hint')}</p>
    <textarea
      id="paper-text"
      class="key"
      data-testid="paper-text"
      data-paper=${n}
      rows="3"
      dir="ltr"
      autocomplete="off"
      autocapitalize="characters"
      spellcheck=${false}
      aria-describedby="paper-hint"
      required
      ref=${field}
    ></textarea>
  </div>`;
}

async function keyOfPaper(typed, n, prints) {
  // Blanks and line breaks are the paper's, not the key's.
  const text = typed.replace(/[\s\p{Cf}]+/gu, '').toUpperCase();
  const key = await keyFrom(text).catch(() => {
    throw new WrongPaper('unreadable');
  });
  const print = await fingerprintOf(await recipientOf(key));
  if (print === prints[n - 1]) return key;
  throw new WrongPaper(prints.includes(print) ? 'other' : 'foreign');
}

function whyNot(trouble) {
  return trouble instanceof WrongPaper ? t(`papers.${trouble.message}`) : trouble.message;
}
