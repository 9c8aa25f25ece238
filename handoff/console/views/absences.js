// When somebody is away, and who takes their cases. Leads enter it for others as well.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get, put, remove } from '../api.js';
import { path } from '../casebook.js';
import { isLead, me } from '../state.js';
import { calendarDay, t } from '../words.js';
import { OwnTabs } from './own-tabs.js';
import { Good, Title, Trouble, useDeed } from './parts.js';

export function Absences() {
  const [colleagues, setColleagues] = useState(null);
  const [, trouble, run] = useDeed();
  useEffect(() => {
    run(async () => setColleagues((await get('colleagues')).colleagues));
  }, []);
  return html`
    <${OwnTabs} />
    <${Title}>${t('absences.title')}<//>
    <p>${t('absences.why')}</p>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${
      colleagues &&
      html`<section class="card" aria-label=${t('absences.title')}>
        <${Of} where="me/absences" person=${me.value} deputies=${colleagues} name="own" />
      </section>`
    }
    ${isLead.value && colleagues?.length > 0 && html`<${Team} colleagues=${colleagues} />`}
  `;
}

function Team({ colleagues }) {
  const [id, setId] = useState('');
  const chosen = colleagues.find((one) => one.id === id);
  const deputies = [...colleagues.filter((one) => one.id !== id), me.value];
  return html`<section class="card" aria-labelledby="absences-team">
    <h2 id="absences-team">${t('absences.team_title')}</h2>
    <p>${t('absences.team_why')}</p>
    <label class="inline">
      ${t('absences.who')}
      <select data-testid="absences-who" value=${id} onChange=${(event) => setId(event.target.value)}>
        <option value="">${t('absences.choose')}</option>
        ${colleagues.map((one) => html`<option key=${one.id} value=${one.id}>${one.shown_name}</option>`)}
      </select>
    </label>
    ${
      chosen &&
      html`<${Of}
        key=${id}
        where=${`staff/${path(id)}/absences`}
        person=${chosen}
        deputies=${deputies}
        name="team"
      />`
    }
  </section>`;
}

/** One person's absences. `name` tells the fields of two such lists apart. */
function Of({ where, person, deputies, name }) {
  const [found, setFound] = useState(null);
  const [said, say] = useState('');
  const [busy, trouble, run] = useDeed();
  const load = async () => setFound((await get(where)).absences);
  const change = (deed, words) =>
    run(async () => {
      say('');
      await deed();
      await load();
      say(words);
    });
  useEffect(() => {
    run(load);
  }, []);
  const sharing = deputies.filter((one) => one.teams.some((team) => person.teams.includes(team)));
  const drop = (one) => change(() => remove(`${where}/${path(one.id)}`), t('absences.removed'));
  const add = (given) => change(() => put(where, given), t('absences.added'));
  return html`
    ${trouble && html`<${Trouble} text=${trouble.message} testid="absence-trouble" />`}
    ${said && html`<${Good} text=${said} />`}
    ${found && html`<${List} found=${found} people=${deputies} busy=${busy} drop=${drop} />`}
    ${found && html`<${Add} name=${name} deputies=${sharing} busy=${busy} add=${add} />`}
  `;
}

function List({ found, people, busy, drop }) {
  if (!found.length) return html`<p class="quiet" data-testid="no-absence">${t('absences.none')}</p>`;
  const span = (one) => {
    const words = { first: calendarDay(one.first_day), last: calendarDay(one.last_day) };
    const deputy = people.find(({ id }) => id === one.deputy);
    if (!deputy) return t('absences.span', words);
    return t('absences.span_deputy', { ...words, name: deputy.shown_name });
  };
  return html`<ul class="plainlist">
    ${found.map(
      (one) =>
        html`<li key=${one.id} class="row" data-testid="absence">
          <span dir="auto">${span(one)}</span>
          ${isNow(one) && html`<span class="state WAITING">${t('absences.now')}</span>`}
          <button
            type="button"
            class="plain"
            disabled=${busy}
            aria-label=${t('absences.remove_what', { span: span(one) })}
            onClick=${() => drop(one)}
          >
            ${t('absences.remove')}
          </button>
        </li>`,
    )}
  </ul>`;
}

function Add({ name, deputies, busy, add }) {
  const [given, give] = useState({ first_day: today(), last_day: today(), deputy: '' });
  const wrong = given.last_day < given.first_day;
  const day = (key) =>
    html`<label>
      ${t(`absences.${key}`)}
      <input
        type="date"
        required
        data-testid=${`${name}-${key}`}
        value=${given[`${key}_day`]}
        aria-invalid=${key === 'last' && wrong ? 'true' : undefined}
        aria-describedby=${key === 'last' && wrong ? `${name}-wrong` : undefined}
        onInput=${(event) => give({ ...given, [`${key}_day`]: event.target.value })}
      />
    </label>`;
  const submit = (event) => {
    event.preventDefault();
    if (!wrong) add({ ...given, deputy: given.deputy || null });
  };
  return html`<form class="absence" onSubmit=${submit}>
    ${day('first')} ${day('last')}
    <label>
      ${t('absences.deputy')}
      <select
        data-testid=${`${name}-deputy`}
        value=${given.deputy}
        onChange=${(event) => give({ ...given, deputy: event.target.value })}
      >
        <option value="">${t('absences.nobody')}</option>
        ${deputies.map((one) => html`<option key=${one.id} value=${one.id}>${one.shown_name}</option>`)}
      </select>
    </label>
    <button type="submit" class="main" data-testid=${`${name}-add`} disabled=${busy || wrong}>
      ${t('absences.add')}
    </button>
    ${wrong && html`<p class="error" id=${`${name}-wrong`} role="alert">${t('absences.wrong_order')}</p>`}
  </form>`;
}

const isNow = ({ first_day: first, last_day: last }) => first <= today() && today() <= last;

function today() {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()))
    .toISOString()
    .slice(0, 10);
}
