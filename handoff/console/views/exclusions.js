// Keeping a case from named members, for leads: when the person complained of is a colleague. For
// somebody who is kept out the case does not exist.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get, post, remove } from '../api.js';
import { path } from '../casebook.js';
import { me } from '../state.js';
import { calendarDay, t } from '../words.js';
import { Trouble, useDeed } from './parts.js';

export function Exclusions({ facts }) {
  return html`<section data-testid="exclusions" aria-labelledby="exclusions">
    <h3 id="exclusions">${t('exclusions.title')}</h3>
    <${List} facts=${facts} />
  </section>`;
}

function List({ facts }) {
  const [found, setFound] = useState(null);
  const [alert, setAlert] = useState(null);
  const [busy, trouble, run] = useDeed();
  const where = `cases/${path(facts.id)}/exclusions`;
  const load = async () => {
    const [{ excluded, holders }, { staff }] = await Promise.all([get(where), get('staff')]);
    setFound({ excluded, holders, others: choosable(staff, excluded, facts) });
  };
  useEffect(() => {
    run(load);
  }, []);
  const exclude = (staff) =>
    run(async () => {
      const answer = await post(where, { staff });
      setAlert(answer.alert ? answer.holders : null);
      await load();
    });
  const allow = (staff) =>
    run(async () => {
      await remove(`${where}/${path(staff)}`);
      setAlert(null);
      await load();
    });
  return html`
    <p>${t('exclusions.why')}</p>
    ${trouble && html`<${Trouble} text=${trouble.message} testid="exclusion-error" />`}
    ${
      alert !== null &&
      html`<p class="notice warn" role="alert">${t('exclusions.alert', { n: alert })}</p>`
    }
    ${found && html`<${Excluded} found=${found} busy=${busy} allow=${allow} />`}
    ${
      found?.others.length > 0 &&
      html`<${Choice} found=${found} busy=${busy} exclude=${exclude} />`
    }
  `;
}

/** Everybody of the team but oneself: nobody shuts themselves out by mistake. */
function choosable(staff, excluded, facts) {
  const out = new Set(excluded.map((one) => one.staff));
  return staff.filter(
    (one) =>
      !one.revoked && !out.has(one.id) && one.id !== me.value.id && one.teams.includes(facts.team),
  );
}

function Excluded({ found, busy, allow }) {
  if (!found.excluded.length) return html`<p class="quiet">${t('exclusions.nobody')}</p>`;
  return html`<ul class="plainlist">
    ${found.excluded.map(
      (one) =>
        html`<li key=${one.staff} class="row" data-testid="excluded">
          <span dir="auto">${one.shown_name}</span>
          <span class="quiet">${t('exclusions.since', { day: calendarDay(one.day) })}</span>
          <button type="button" disabled=${busy} onClick=${() => allow(one.staff)}>
            ${t('exclusions.allow', { name: one.shown_name })}
          </button>
        </li>`,
    )}
  </ul>`;
}

function Choice({ found, busy, exclude }) {
  const [who, setWho] = useState('');
  const submit = (event) => {
    event.preventDefault();
    exclude(who);
    setWho('');
  };
  return html`<form class="row" onSubmit=${submit}>
    <label class="inline">
      ${t('exclusions.who')}
      <select
        data-testid="exclude-who"
        required
        value=${who}
        onChange=${(event) => setWho(event.target.value)}
      >
        <option value="">${t('exclusions.choose')}</option>
        ${found.others.map(
          (one) => html`<option key=${one.id} value=${one.id}>${one.shown_name}</option>`,
        )}
      </select>
    </label>
    <button type="submit" data-testid="exclude" disabled=${busy || !who}>
      ${t('exclusions.exclude')}
    </button>
  </form>`;
}
