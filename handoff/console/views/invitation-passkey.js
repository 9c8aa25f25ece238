// Last step after joining: the passkey. Both ways of unlocking are wanted, so declining is possible
// but said plainly.
import { html, useEffect } from '../vendor/ui.min.js';
import { unlocked } from '../keyring.js';
import { leaveToken } from '../state.js';
import { t } from '../words.js';
import { NewPasskey } from './new-passkey.js';
import { Title } from './parts.js';

export function PasskeyStep({ made }) {
  // Locked meanwhile: the passkey can be added later.
  useEffect(() => {
    if (!unlocked.value) leaveToken();
  }, [unlocked.value]);
  return html`
    <${Title}>${t('setup.passkey_title')}<//>
    <p>${t('setup.passkey_why')}</p>
    <${NewPasskey} keeper=${made.keeper} onDone=${leaveToken} />
    <p class="notice warn">${t('setup.passkey_declined')}</p>
    <button type="button" data-testid="passkey-decline" onClick=${leaveToken}>
      ${t('setup.passkey_decline')}
    </button>
  `;
}
