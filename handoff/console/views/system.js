// Whether everything runs, for operators and leads: no names, no content.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get } from '../api.js';
import { teamName } from '../state.js';
import { named, t } from '../words.js';
import { Title, Trouble, useDeed } from './parts.js';

export function System() {
  const [found, setFound] = useState(null);
  const [busy, trouble, run] = useDeed();
  const load = () => run(async () => setFound(await get('system')));
  useEffect(() => {
    load();
  }, []);
  return html`
    <${Title}>${t('system.title')}<//>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${
      found &&
      html`
        <${Table} title=${t('system.ready')} rows=${readiness(found.ready)} />
        <${Table} title=${t('system.stores')} rows=${plain(found.stores, 'store')} />
        <${Table} title=${t('system.waiting')} rows=${plain(found.waiting, 'waiting')} />
        <${Table} title=${t('system.versions')} rows=${plain(found.versions, 'version')} />
      `
    }
    <button type="button" disabled=${busy} onClick=${load}>${t('system.again')}</button>
  `;
}

const readiness = (ready) =>
  Object.entries(ready ?? {}).map(([team, why]) => [teamName(team), why ?? t('system.team_ready')]);

const plain = (values, group) =>
  Object.entries(values ?? {}).map(([key, value]) => [named(group, key), worded(value)]);

function worded(value) {
  if (value === true) return t('system.yes');
  if (value === false || value === null) return t('system.no');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function Table({ title, rows }) {
  if (!rows.length) return null;
  return html`<section class="card">
    <table class="list" data-testid="system">
      <caption>
        ${title}
      </caption>
      <tbody>
        ${rows.map(
          ([name, value]) =>
            html`<tr key=${name}>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
