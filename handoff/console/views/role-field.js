// Choosing a role, with what it may do said beside it.
import { html } from '../vendor/ui.min.js';
import { named, t } from '../words.js';

const ROLES = ['counsellor', 'lead', 'editor', 'operator'];

export function RoleField({ id, role, choose }) {
  return html`<div class="field">
    <label for=${id}>${t('staff.role')}</label>
    <p class="hint" id=${`${id}-hint`}>${named('role_may', role)}</p>
    <select
      id=${id}
      data-testid="role"
      aria-describedby=${`${id}-hint`}
      value=${role}
      onChange=${(event) => choose(event.target.value)}
    >
      ${ROLES.map(
        (each) => html`<option key=${each} value=${each}>${named('role', each)}</option>`,
      )}
    </select>
  </div>`;
}
