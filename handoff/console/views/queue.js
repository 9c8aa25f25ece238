// The queue. Rows are links, so everything works without the keys. Which cases it shows stands in
// the address, so that it can be kept, shared with oneself and gone back to.
import { html, useEffect, useRef, useState } from '../vendor/ui.min.js';
import { claim } from '../deeds.js';
import { loadMore, next, queueTrouble, refreshQueue, rows, showList } from '../queue.js';
import { filtersOf, keepAddress, listQuery } from '../queue-address.js';
import { go, route } from '../state.js';
import { t } from '../words.js';
import { refusal } from './case-actions.js';
import { Title, Trouble, useDeed } from './parts.js';
import { Filters, Tabs } from './queue-filters.js';
import { useQueueKeys } from './queue-keys.js';
import { Row } from './queue-row.js';

export function Queue({ which }) {
  const list = useRef(null);
  const [busy, trouble, run] = useDeed();
  const filters = filtersOf(route.value);
  const query = listQuery(which, filters);
  const [shown, setShown] = useState(null);
  useEffect(() => {
    keepAddress(route.value);
    showList(query).then(() => setShown(query));
  }, [query]);
  const claimRow = (id) => {
    const found = rows.value?.find((one) => one.id === id);
    if (!found || found.owner || found.state !== 'NEW' || found.withdrawing || busy) return;
    run(async () => {
      await claim(id);
      go(`/cases/${encodeURIComponent(id)}`);
    });
  };
  useQueueKeys(list, claimRow);
  return html`
    <${Title}>${t('queue.title')}<//>
    <${Tabs} which=${which} filters=${filters} />
    <${Filters} which=${which} filters=${filters} />
    ${
      queueTrouble.value &&
      html`<${Trouble} text=${t('queue.failed', { why: queueTrouble.value })}>
        <button type="button" onClick=${refreshQueue}>${t('again')}</button>
      <//>`
    }
    ${trouble && html`<${Trouble} text=${refusal(trouble)} testid="claim-lost" />`}
    <${List} list=${list} loading=${shown !== query} which=${which} filters=${filters} />
  `;
}

function List({ list, loading, which, filters }) {
  const cases = rows.value;
  if (!cases) return loading && html`<p class="quiet" role="status">${t('loading')}</p>`;
  if (!cases.length) return !loading && html`<${Empty} which=${which} filters=${filters} />`;
  return html`<div class="queue">
    <p class="queue-columns" aria-hidden="true">
      ${COLUMNS.map((key) => html`<span key=${key}>${t(`queue.${key}`)}</span>`)}
    </p>
    <ul ref=${list} aria-label=${t('queue.list')}>
      ${cases.map((one) => html`<li key=${one.id}><${Row} one=${one} /></li>`)}
    </ul>
    ${next.value && html`<${More} n=${cases.length} />`}
  </div>`;
}

/** In the order in which a row shows its facts. */
const COLUMNS = ['number', 'state', 'language', 'due', 'owner', 'age', 'unread'];

function More({ n }) {
  const [busy, , run] = useDeed();
  return html`<p class="row">
    <button
      type="button"
      data-testid="queue-more"
      disabled=${busy}
      onClick=${() => run(loadMore)}
    >
      ${t('queue.more')}
    </button>
    <span class="quiet">${t('queue.shown', { n })}</span>
  </p>`;
}

/** Why nothing stands here, and what to do about it. */
function Empty({ which, filters }) {
  const { mine, owner, ...others } = filters;
  const tab = which === 'closed' ? 'closed' : (mine && 'mine') || (owner && 'free') || 'open';
  const filtered = Object.keys(others).length > 0;
  return html`<div class="empty" data-testid="queue-empty">
    <p>${t(filtered ? 'queue.empty_filtered' : `queue.empty_${tab}`)}</p>
    ${tab === 'mine' && !filtered && html`<p><a href="#/cases?owner=none">${t('queue.to_free')}</a></p>`}
  </div>`;
}
