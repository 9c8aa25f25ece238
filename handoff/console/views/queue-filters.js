// Tabs with their counts, and the filters of the queue. Choosing one changes the address.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { address } from '../queue-address.js';
import { counts } from '../queue.js';
import { go, me, teamName } from '../state.js';
import { languageName, named, t } from '../words.js';

/** Where there is room, the filters always stand open; the same width as in queue.css. */
const WIDE = '(min-width: 64rem)';
const STATES = ['NEW', 'ACTIVE', 'WAITING', 'SCHEDULED', 'HANDOVER'];
const URGENCIES = ['danger', 'soon', 'ordinary'];
const AGES = ['1', '3', '7', '14', '30'];
/** Those in which people write to the bot. */
const LANGUAGES = 'ar bg de en es fa fr ku pl ro ru sr tr uk vi'.split(' ');

const TABS = [
  ['open', 'open', {}],
  ['mine', 'open', { mine: 'yes' }],
  ['free', 'open', { owner: 'none' }],
  ['closed', 'closed', {}],
];

/** A tab keeps the filters that say something in it as well. */
export function Tabs({ which, filters }) {
  const { mine, owner, state, ...kept } = filters;
  const here = which === 'closed' ? 'closed' : (mine && 'mine') || (owner && 'free') || 'open';
  return html`<div class="row tabs-row">
    <nav class="tabs" aria-label=${t('queue.tabs')}>
      ${TABS.map(
        ([name, list, own]) =>
          html`<a
            key=${name}
            href=${`#${address(list, { ...own, ...kept })}`}
            aria-current=${here === name ? 'page' : undefined}
            data-testid=${`tab-${name}`}
          >
            ${t(`queue.${name}`)} <${Count} n=${counts.value?.[name]} />
          </a>`,
      )}
    </nav>
    <a href="#/new" data-testid="new-case">${t('new.title')}</a>
  </div>`;
}

function Count({ n }) {
  return n === undefined ? null : html`<span class="count">${n > 999 ? '999+' : n}</span>`;
}

export function Filters({ which, filters }) {
  const wide = useWide();
  const { mine, owner, ...chosen } = filters;
  const n = Object.keys(chosen).length;
  const tab = { ...(mine && { mine }), ...(owner && { owner }) };
  const set = (name, value) => {
    const { [name]: _, ...others } = filters;
    go(address(which, value ? { ...others, [name]: value } : others));
  };
  const pick = (name, options, text) =>
    html`<${Pick} name=${name} value=${filters[name]} options=${options} text=${text} set=${set} />`;
  return html`<details class="filters" data-testid="filters" open=${wide || n > 0}>
    <summary>${n ? t('queue.filters_set', { n }) : t('queue.filters')}</summary>
    <div class="row">
      ${me.value.teams.length > 1 && pick('team', me.value.teams, teamName)}
      ${which === 'open' && pick('state', STATES, (one) => named('state', one))}
      ${pick('urgency', URGENCIES, (one) => t(`urgency.${one}`))}
      ${pick('lang', languages(filters.lang), languageName)}
      ${pick('age', AGES, (n) => t('queue.age_at_least', { n: Number(n) }))}
      ${
        n > 0 &&
        html`<button
          type="button"
          class="plain"
          data-testid="filters-off"
          onClick=${() => go(address(which, tab))}
        >
          ${t('queue.filters_off')}
        </button>`
      }
    </div>
  </details>`;
}

function useWide() {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const media = matchMedia(WIDE);
    const changed = () => setWide(media.matches);
    media.addEventListener('change', changed);
    return () => media.removeEventListener('change', changed);
  }, []);
  return wide;
}

function Pick({ name, value, options, text, set }) {
  return html`<label class="filter">
    <span>${t(`queue.filter_${name}`)}</span>
    <select
      data-testid=${`filter-${name}`}
      value=${value ?? ''}
      onChange=${(event) => set(name, event.target.value)}
    >
      <option value="">${t('queue.all')}</option>
      ${options.map((one) => html`<option key=${one} value=${one}>${text(one)}</option>`)}
    </select>
  </label>`;
}

function languages(chosen) {
  const codes = chosen && !LANGUAGES.includes(chosen) ? [...LANGUAGES, chosen] : [...LANGUAGES];
  return codes.sort((one, other) => languageName(one).localeCompare(languageName(other)));
}
