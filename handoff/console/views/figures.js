// The figures of closed quarters, for leads and editors. See docs/statistics.md.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { course, fileOf, isShown, isShut, loadFigures, parted, teamsOf } from '../figures.js';
import { Bar, Columns } from '../plots.js';
import { teamName } from '../state.js';
import { lang, t } from '../words.js';
import { Title, Trouble, useDeed } from './parts.js';

export function Figures() {
  const [quarters, setQuarters] = useState(null);
  const [, trouble, run] = useDeed();
  const load = () => run(async () => setQuarters(await loadFigures()));
  useEffect(() => {
    load();
  }, [lang.value]);
  return html`
    <${Title}>${t('figures.title')}<//>
    <p>${t('figures.why')}</p>
    ${
      trouble &&
      html`<${Trouble} text=${trouble.message}>
        <button type="button" onClick=${load}>${t('again')}</button>
      <//>`
    }
    ${!quarters && !trouble && html`<p class="quiet" role="status">${t('loading')}</p>`}
    ${quarters?.length === 0 && html`<p class="card" data-testid="no-figures">${t('figures.none')}</p>`}
    ${quarters?.length > 0 && html`<${Shown} quarters=${quarters} />`}
  `;
}

function Shown({ quarters }) {
  const teams = teamsOf(quarters);
  const [team, setTeam] = useState(teams[0]);
  const mine = quarters.filter((each) => each.team === team);
  const [chosen, choose] = useState(mine[0].quarter);
  const one = mine.find(({ quarter }) => quarter === chosen) ?? mine[0];
  return html`
    <div class="row figures-choice">
      ${
        teams.length > 1 &&
        html`<${Choice}
          id="figures-team"
          label=${t('figures.team')}
          value=${team}
          options=${teams.map((id) => [id, teamName(id)])}
          onChange=${setTeam}
        />`
      }
      <${Choice}
        id="figures-quarter"
        label=${t('figures.quarter')}
        value=${one.quarter}
        options=${mine.map(({ quarter }) => [quarter, spoken(quarter)])}
        onChange=${choose}
      />
      <p class="files">
        ${['csv', 'json'].map(
          (kind) =>
            html`<a key=${kind} href=${fileOf(kind, team)} download data-testid=${`figures-${kind}`}>
              ${t(`figures.${kind}`)}
            </a> `,
        )}
      </p>
    </div>
    <${Course} quarters=${mine} />
    <h2 class="figures-head" data-testid="figures-total">
      ${t('figures.of', { quarter: spoken(one.quarter), n: one.total })}
    </h2>
    <div class="figures">
      ${one.tables.map((table) => html`<${Table} key=${table.id} table=${table} />`)}
    </div>
    <p class="quiet" data-testid="figures-legend">${t('figures.legend')}</p>
  `;
}

/** One value through the quarters: a plot and the table under it. */
function Course({ quarters }) {
  const [field, setField] = useState('');
  const [code, setCode] = useState('');
  const { tables } = quarters[0];
  const table = tables.find(({ id }) => id === field);
  const cell = table?.cells.find((each) => each.code === code) ?? table?.cells[0];
  const points = course(quarters, field, cell ? cell.code : null);
  const name = cell ? `${table.label}: ${cell.label}` : t('figures.all');
  const max = Math.max(0, ...points.map(({ n }) => n).filter(isShown));
  return html`<section class="card wide" aria-labelledby="course-head">
    <h2 id="course-head">${t('figures.course')}</h2>
    <div class="row">
      <${Choice}
        id="course-field"
        label=${t('figures.field')}
        value=${field}
        options=${[['', t('figures.all')], ...tables.map(({ id, label }) => [id, label])]}
        onChange=${setField}
      />
      ${
        table &&
        html`<${Choice}
          id="course-code"
          label=${t('figures.value')}
          value=${cell.code}
          options=${table.cells.map((each) => [each.code, each.label])}
          onChange=${setCode}
        />`
      }
    </div>
    <${Columns}
      label=${t('figures.plot', { name })}
      max=${max}
      points=${points.map(({ quarter, n }) => ({ label: brief(quarter), n, text: said(n) }))}
    />
    <details>
      <summary>${t('figures.as_table')}</summary>
      <table class="list" data-testid="course-table">
        <caption>
          ${name}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t('figures.quarter')}</th>
            <th scope="col">${t('figures.cases')}</th>
          </tr>
        </thead>
        <tbody>
          ${points.map(
            ({ quarter, n }) =>
              html`<tr key=${quarter}>
                <th scope="row">${spoken(quarter)}</th>
                <td><${Number} n=${n} /></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </section>`;
}

function Table({ table }) {
  const { rows, small, max } = parted(table);
  if (isShut(table)) {
    return html`<section class="card" data-testid=${`table-${table.id}`}>
      <h3>${table.label}</h3>
      <p class="quiet">${t('figures.shut')}</p>
    </section>`;
  }
  return html`<section class="card" data-testid=${`table-${table.id}`}>
    <table class="figure-table">
      <caption>
        <h3>${table.label}</h3>
        ${table.many && html`<span class="quiet">${t('figures.many')}</span>`}
      </caption>
      <thead>
        <tr class="unseen">
          <th scope="col">${t('figures.value')}</th>
          <th scope="col">${t('figures.cases')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ code, label, n }) =>
            html`<tr key=${code} data-code=${code}>
              <th scope="row">${label}</th>
              <td><${Number} n=${n} /></td>
              <td class="plot" aria-hidden="true"><${Bar} n=${n} max=${max} /></td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${small.length > 0 && html`<${Small} cells=${small} />`}
  </section>`;
}

function Small({ cells }) {
  return html`<p class="small-cells">
    <span class="sign" aria-hidden="true"></span>
    ${t('figures.small', { values: cells.map(({ label }) => label).join(', ') })}
  </p>`;
}

function Number({ n }) {
  if (isShown(n)) return n;
  return html`<span aria-hidden="true">${said(n)}</span>
    <span class="unseen">${t(n === '<5' ? 'figures.fewer' : 'figures.hidden')}</span>`;
}

function Choice({ id, label, value, options, onChange }) {
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select
      id=${id}
      data-testid=${id}
      value=${value}
      onChange=${(event) => onChange(event.target.value)}
    >
      ${options.map(([key, name]) => html`<option key=${key} value=${key}>${name}</option>`)}
    </select>
  </div>`;
}

const said = (n) => (n === '<5' ? '< 5' : n === '.' ? '–' : String(n));
const spoken = (quarter) => {
  const [year, number] = quarter.split('-Q');
  return t('figures.name', { year, number });
};
const brief = (quarter) => {
  const [year, number] = quarter.split('-Q');
  return `${number}/${year.slice(2)}`;
};
