// Role and teams of a person. Each is saved by itself, so that one refusal does not undo the other.
import { html, useState } from '../vendor/ui.min.js';
import { put } from '../api.js';
import { path } from '../casebook.js';
import { server } from '../state.js';
import { t } from '../words.js';
import { Ask, Trouble, useDeed } from './parts.js';
import { RoleField } from './role-field.js';

export function Duties({ one, done }) {
  const [wish, setWish] = useState({ role: one.role, teams: one.teams ?? [] });
  const [asking, ask] = useState(false);
  const [busy, trouble, run] = useDeed();
  const save = async (anyway = false) => {
    ask(false);
    try {
      await saved(one, wish, anyway);
    } catch (error) {
      if (error.code !== 'last_holder') throw error;
      ask(true);
      return;
    }
    await done(t('staff.saved', { name: one.shown_name }));
  };
  const submit = (event) => {
    event.preventDefault();
    run(() => save());
  };
  const ready = wish.teams.length > 0 && (wish.role !== one.role || !sameTeams(wish, one));
  return html`<form onSubmit=${submit}>
    <${RoleField}
      id=${`role-${one.id}`}
      role=${wish.role}
      choose=${(role) => setWish({ ...wish, role })}
    />
    <${Teams} chosen=${wish.teams} choose=${(teams) => setWish({ ...wish, teams })} />
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    <button type="submit" data-testid="staff-save" disabled=${busy || !ready}>
      ${t('staff.save')}
    </button>
    ${
      asking &&
      html`<${Anyway} one=${one} onYes=${() => run(() => save(true))} onNo=${() => ask(false)} />`
    }
  </form>`;
}

async function saved(one, wish, anyway) {
  const where = `staff/${path(one.id)}`;
  if (wish.role !== one.role) await put(`${where}/role`, { role: wish.role, anyway });
  if (!sameTeams(wish, one)) await put(`${where}/teams`, { teams: wish.teams, anyway });
}

const sameTeams = (one, other) => inOrder(one) === inOrder(other);
const inOrder = ({ teams = [] }) => JSON.stringify([...teams].sort());

function Teams({ chosen, choose }) {
  const toggle = (id, on) => choose(on ? [...chosen, id] : chosen.filter((other) => other !== id));
  return html`<fieldset>
    <legend>${t('staff.teams')}</legend>
    ${(server.value.teams ?? []).map(
      (team) =>
        html`<label class="check" key=${team.id}>
          <input
            type="checkbox"
            data-team=${team.id}
            checked=${chosen.includes(team.id)}
            onChange=${(event) => toggle(team.id, event.target.checked)}
          />
          ${team.name}
        </label>`,
    )}
  </fieldset>`;
}

function Anyway({ one, onYes, onNo }) {
  return html`<${Ask}
    title=${t('staff.save_title', { name: one.shown_name })}
    yes=${t('staff.save_anyway')}
    testid="save-anyway"
    danger
    onYes=${onYes}
    onNo=${onNo}
  >
    <p>${t('staff.last_holder')}</p>
  <//>`;
}
