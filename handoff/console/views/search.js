// Searching in the opened cases, in front of everything else. What was searched for is forgotten
// when the dialog closes, and with the lock.
import { html, signal, useEffect, useMemo, useRef, useState } from '../vendor/ui.min.js';
import { openedBooks } from '../casebook.js';
import { searchIn } from '../search.js';
import { route } from '../state.js';
import { dayAndTime, t } from '../words.js';

const shown = signal(false);

export function showSearch() {
  shown.value = true;
}

export function Search() {
  return shown.value ? html`<${Dialog} />` : null;
}

function Dialog() {
  const dialog = useRef(null);
  const [wanted, setWanted] = useState('');
  const [here, setHere] = useState(false);
  const books = openedBooks();
  const within = here ? books.filter((book) => book.id === route.value.id) : books;
  const { hits, more } = useMemo(() => searchIn(within, wanted), [wanted, here]);
  const shut = () => {
    shown.value = false;
  };
  useEffect(() => {
    const element = dialog.current;
    element.showModal();
    return () => element.close();
  }, []);
  return html`<dialog
    ref=${dialog}
    class="sheet"
    aria-labelledby="search-title"
    data-testid="search"
    onCancel=${shut}
  >
    <h2 id="search-title">${t('search.title')}</h2>
    <label for="search-words" class="unseen">${t('search.label')}</label>
    <input
      id="search-words"
      type="search"
      data-testid="search-words"
      autocomplete="off"
      spellcheck=${false}
      value=${wanted}
      aria-describedby="search-why"
      onInput=${(event) => setWanted(event.target.value)}
    />
    ${route.value.view === 'case' && html`<${Here} here=${here} setHere=${setHere} />`}
    <p class="quiet" id="search-why">${t('search.why', { n: books.length })}</p>
    <p role="status" data-testid="search-found">${wanted.trim() && found(hits, more)}</p>
    <ol class="hits">
      ${hits.map((hit) => html`<li key=${`${hit.id} ${hit.n}`}><${Hit} hit=${hit} shut=${shut} /></li>`)}
    </ol>
    <button type="button" onClick=${shut}>${t('keys_help.close')}</button>
  </dialog>`;
}

function Here({ here, setHere }) {
  return html`<label class="check">
    <input
      type="checkbox"
      checked=${here}
      data-testid="search-here"
      onChange=${(event) => setHere(event.target.checked)}
    />
    ${t('search.here')}
  </label>`;
}

function found(hits, more) {
  if (!hits.length) return t('search.none');
  return t(more ? 'search.most' : 'search.found', { n: hits.length });
}

function Hit({ hit, shut }) {
  return html`<a
    class="hit"
    data-testid="search-hit"
    href=${`#/cases/${encodeURIComponent(hit.id)}?at=${hit.n}`}
    onClick=${shut}
  >
    <span class="quiet">${t('case.title', { number: hit.number })} · ${dayAndTime(hit.at)}</span>
    <span class="text" dir="auto"
      >${hit.parts.map(({ text, hit: marked }) => (marked ? html`<mark>${text}</mark>` : text))}</span
    >
  </a>`;
}
