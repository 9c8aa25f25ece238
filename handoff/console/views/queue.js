// The queue. Rows are links, so everything works without the keys; j, k and c are a shortcut that
// can be switched off (single letters are in the way of some speech input).
import { html, useEffect, useRef, useState } from '../vendor/ui.min.js';
import { claim, queueTrouble, queues, refreshQueue } from '../casebook.js';
import { go } from '../state.js';
import { age, languageName, named, t } from '../words.js';
import { Way } from './case.js';
import { refusal } from './case-actions.js';
import { Title, Trouble, useDeed } from './parts.js';
import { keysOn, useQueueKeys } from './queue-keys.js';

export function Queue({ which }) {
  const rows = useRef(null);
  const [busy, trouble, run] = useDeed();
  const [first, setFirst] = useState(true);
  useEffect(() => {
    refreshQueue(which).then(() => setFirst(false));
  }, []);
  const claimRow = (id) => {
    const found = queues[which].value.find((one) => one.id === id);
    if (!found || found.owner || found.state === 'CLOSED' || found.withdrawing || busy) return;
    run(async () => {
      await claim(id);
      go(`/cases/${encodeURIComponent(id)}`);
    });
  };
  useQueueKeys(rows, claimRow);
  return html`
    <${Title}>${t('queue.title')}<//>
    <${Tabs} which=${which} />
    ${
      queueTrouble.value &&
      html`<${Trouble} text=${t('queue.failed', { why: queueTrouble.value })}>
        <button type="button" onClick=${() => refreshQueue(which)}>${t('again')}</button>
      <//>`
    }
    ${trouble && html`<${Trouble} text=${refusal(trouble)} testid="claim-lost" />`}
    <${List} cases=${queues[which].value} loading=${first} which=${which} rows=${rows} />
    ${which === 'open' && html`<${KeyHelp} />`}
  `;
}

function Tabs({ which }) {
  const tab = (name, hash) =>
    html`<a href=${hash} aria-current=${which === name ? 'page' : undefined}>
      ${t(`queue.${name}`)}
    </a>`;
  return html`<p class="tabs">${tab('open', '#/cases')} ${tab('closed', '#/closed')}</p>`;
}

function List({ cases, loading, which, rows }) {
  if (!cases) return loading && html`<p class="quiet">${t('loading')}</p>`;
  const empty = which === 'open' ? 'queue.empty' : 'queue.none_closed';
  if (!cases.length) return html`<p class="quiet">${t(empty)}</p>`;
  return html`<div class="queue">
    <p class="columns" aria-hidden="true">
      ${COLUMNS.map((key) => html`<span key=${key}>${t(`queue.${key}`)}</span>`)}
    </p>
    <ul ref=${rows} aria-label=${t('queue.list')}>
      ${cases.map((one) => html`<li key=${one.id}><${Row} one=${one} /></li>`)}
    </ul>
  </div>`;
}

/** The order in which a row shows its facts. */
const COLUMNS = ['number', 'state', 'language', 'channel', 'age', 'owner', 'unread'];

function Row({ one }) {
  const fact = (key, text, extra) =>
    html`<span class=${extra} title=${t(`queue.${key}`)}>
      <span class="unseen">${t(`queue.${key}`)}: </span>${text}
    </span>`;
  return html`<a
    class=${one.unread ? 'case unread' : 'case'}
    data-testid="case-row"
    data-id=${one.id}
    data-state=${one.state}
    href=${`#/cases/${encodeURIComponent(one.id)}`}
  >
    ${fact('number', one.number, 'number')}
    ${fact('state', stateName(one), `state ${one.state}`)}
    ${fact('language', languageName(one.lang))}
    ${fact('channel', html`<${Way} facts=${one} />`)}
    ${fact('age', age(one.day))} ${fact('owner', ownerName(one))}
    <span class="fresh">${one.unread ? t('queue.new', { n: one.unread }) : ''}</span>
  </a>`;
}

const stateName = ({ state, withdrawing }) =>
  withdrawing ? t('case.withdraws') : named('state', state);

function ownerName({ owner, mine }) {
  if (!owner) return t('queue.nobody');
  return mine ? t('queue.me') : owner.shown_name;
}

function KeyHelp() {
  return html`<p class="quiet keyhelp">
    <label class="check">
      <input
        type="checkbox"
        checked=${keysOn.value}
        onChange=${(event) => {
          keysOn.value = event.target.checked;
        }}
      />
      ${t('queue.keys_on')}
    </label>
    <span>${t('queue.keys')}</span>
  </p>`;
}
