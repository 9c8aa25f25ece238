// Chats that were muted as abuse, for leads: when and by whom, and the way back.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get, remove } from '../api.js';
import { path } from '../casebook.js';
import { teamName } from '../state.js';
import { calendarDay, t } from '../words.js';
import { Trouble, useDeed } from './parts.js';

export function Mutes() {
  const [found, setFound] = useState([]);
  const [busy, trouble, run] = useDeed();
  const load = async () => setFound((await get('mutes')).mutes);
  useEffect(() => {
    run(load);
  }, []);
  const lift = (id) =>
    run(async () => {
      await remove(`mutes/${path(id)}`);
      await load();
    });
  if (!found.length && !trouble) return null;
  return html`<section class="card" aria-labelledby="mutes">
    <h2 id="mutes">${t('mutes.title')}</h2>
    <p>${t('mutes.why')}</p>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    <ul class="plainlist">
      ${found.map(
        (one) =>
          html`<li key=${one.id} class="row" data-testid="muted">
            <span>${words(one)}</span>
            <button type="button" disabled=${busy} onClick=${() => lift(one.id)}>
              ${t('mutes.lift')}
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}

const words = ({ day, by, team }) =>
  t('mutes.since', { day: calendarDay(day), name: by, team: team ? teamName(team) : '' });
