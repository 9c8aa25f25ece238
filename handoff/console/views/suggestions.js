// While somebody writes: ":word" at the beginning of a word offers canned replies. Arrow keys choose,
// Enter or Tab takes one, Escape leaves the text as it is.
import { html, useState } from '../vendor/ui.min.js';
import { cannedOf, insertCanned, loadCanned, matching, titleOf } from '../canned.js';
import { t } from '../words.js';

const MOST = 6;
const ASKED = /(^|\s):([\p{L}\p{N}_-]{0,30})$/u;

/** @returns {{open, found, at, look(field), key(event) → taken, take(reply), shut()}} */
export function useSuggestions(book, field, change) {
  const [words, setWords] = useState(null);
  const [at, setAt] = useState(0);
  const kept = cannedOf(book.facts.value.team).value;
  const found = words === null ? [] : matching(kept?.canned ?? [], words).slice(0, MOST);
  const shut = () => setWords(null);
  const look = ({ value, selectionStart }) => {
    const asked = value.slice(0, selectionStart).match(ASKED);
    if (asked && kept === null) loadCanned(book.facts.value.team);
    setWords(asked ? asked[2] : null);
    setAt(0);
  };
  const take = (reply) => {
    const { value, selectionStart } = field.current;
    const before = value.slice(0, selectionStart).replace(ASKED, '$1');
    change({ text: `${before}${value.slice(selectionStart)}` });
    insertCanned(book, reply, kept);
    shut();
    field.current.focus();
  };
  const key = (event) => {
    if (found.length === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + found.length) % found.length);
    else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab') {
      take(found[at]);
    } else if (event.key === 'Escape') shut();
    else return false;
    event.stopPropagation();
    return true;
  };
  return { open: found.length > 0, found, at, look, key, take, shut };
}

export function Suggestions({ offers: { open, found, at, take } }) {
  if (!open) return null;
  return html`<ul
    id="canned-offers"
    class="offers"
    role="listbox"
    aria-label=${t('canned.suggestions')}
    data-testid="canned-offers"
  >
    ${found.map(
      (reply, place) => html`<li
        key=${reply.id}
        id=${`canned-offer-${place}`}
        role="option"
        aria-selected=${place === at ? 'true' : 'false'}
        onMouseDown=${(event) => {
          event.preventDefault(); // the text field keeps the focus
          take(reply);
        }}
      >
        ${titleOf(reply)}
      </li>`,
    )}
  </ul>`;
}
