// The audit, for leads: what was done, by whom, with what, day by day, newest first.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get } from '../api.js';
import { isLead, teamName } from '../state.js';
import { named, t, timeOfDay, wholeDay } from '../words.js';
import { Title, Trouble, useDeed } from './parts.js';

export function Audit() {
  const [found, setFound] = useState({ entries: [], more: true });
  const [busy, trouble, run] = useDeed();
  const older = () =>
    run(async () => {
      const last = found.entries.at(-1);
      const page = await get(last ? `audit?before=${last.n}` : 'audit');
      setFound({ entries: [...found.entries, ...page.entries], more: page.more });
    });
  useEffect(() => {
    if (isLead.value) older();
  }, []);
  if (!isLead.value) return html`<p>${t('staff.only_lead')}</p>`;
  return html`
    <${Title}>${t('audit.title')}<//>
    <p>${t('audit.why')}</p>
    ${days(found.entries).map(
      ([day, entries]) => html`<${Day} key=${day} day=${day} entries=${entries} />`,
    )}
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${busy && html`<p class="quiet" role="status">${t('loading')}</p>`}
    ${
      found.more &&
      !busy &&
      html`<button type="button" data-testid="audit-older" onClick=${older}>
        ${t(trouble ? 'again' : 'audit.older')}
      </button>`
    }
  `;
}

/** [[day, entries]], in the order in which they came; a day is the reader's own. */
function days(entries) {
  const found = new Map();
  for (const entry of entries) {
    const day = wholeDay(entry.at);
    found.set(day, [...(found.get(day) ?? []), entry]);
  }
  return [...found];
}

function Day({ day, entries }) {
  return html`<section class="audit">
    <h2>${day}</h2>
    <table class="list">
      <thead class="unseen">
        <tr>
          <th scope="col">${t('audit.at')}</th>
          <th scope="col">${t('audit.actor')}</th>
          <th scope="col">${t('audit.deed')}</th>
          <th scope="col">${t('audit.thing')}</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(
          (one) =>
            html`<tr key=${one.n} data-testid="audit-entry" data-verb=${one.verb}>
              <td>${timeOfDay(one.at)}</td>
              <td><bdi>${actor(one)}</bdi></td>
              <td>${named('verb', one.verb)}</td>
              <td>${thing(one)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** Who: a person's name, or the program where nobody did it by hand. */
function actor({ actor: code, actor_name: name }) {
  return name || named('audit_actor', code.split(':')[0]);
}

/** With what: a case's number, a person's name, a team. A case that is gone has no number. */
function thing({ object, object_name: name }) {
  if (name) return html`<bdi>${name}</bdi>`;
  const [kind, ...rest] = object.split(':');
  if (kind === 'team') return teamName(rest.join(':'));
  return kind === 'case' ? t('audit.erased_case') : '';
}
