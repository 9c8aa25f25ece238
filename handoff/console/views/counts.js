// The counts without people, for editors and leads. See docs/counts.md.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get } from '../api.js';
import { named, t } from '../words.js';
import { Title, Trouble, useDeed } from './parts.js';

const WHAT = ['arrived', 'unclear', 'help', 'back', 'left', 'human'];

export function Counts() {
  const [found, setFound] = useState(null);
  const [, trouble, run] = useDeed();
  const load = () => run(async () => setFound(await get('counts')));
  useEffect(() => {
    load();
  }, []);
  return html`
    <${Title}>${t('counts.title')}<//>
    <p>${t('counts.why')}</p>
    ${
      trouble &&
      html`<${Trouble} text=${trouble.message}>
        <button type="button" onClick=${load}>${t('again')}</button>
      <//>`
    }
    ${!found && !trouble && html`<p class="quiet" role="status">${t('loading')}</p>`}
    ${found?.rows.length === 0 && html`<${None} months=${found.months} />`}
    ${groups(found?.rows ?? []).map(([key, rows]) => html`<${Flow} key=${key} rows=${rows} />`)}
    ${found?.rows.length > 0 && html`<p class="quiet">${t('counts.legend')}</p>`}
  `;
}

function None({ months }) {
  return html`<p data-testid="no-counts">${t('counts.none', { months: months.join(', ') })}</p>`;
}

/** [[month and flow, rows]], in the order in which they came. */
function groups(rows) {
  const found = new Map();
  for (const row of rows) {
    const key = `${row.month} ${row.flow}`;
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return [...found];
}

function Flow({ rows }) {
  const { month, flow } = rows[0];
  return html`<section class="card wide" aria-label=${`${flow} ${month}`} tabindex="0">
    <h2>${t('counts.flow', { flow, month })}</h2>
    <table class="list" data-testid="counts">
      <thead>
        <tr>
          <th scope="col">${t('counts.step')}</th>
          ${WHAT.map((what) => html`<th key=${what} scope="col">${named('count', what)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, at) =>
            html`<tr key=${at}>
              <th scope="row">${row.step}${row.lang && row.lang !== 'all' && ` (${row.lang})`}</th>
              ${WHAT.map((what) => html`<td key=${what}>${row[what] ?? ''}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
