// Who seals the own identity anew proves first that it can be opened: by the passphrase or by a
// passkey that is there already.
import { html, useRef, useState } from '../vendor/ui.min.js';
import { ApiError } from '../api.js';
import { PasskeyTrouble, passkeysHere } from '../passkeys.js';
import { holdMine } from '../session.js';
import { me } from '../state.js';
import { WrongPasskey, WrongPassphrase } from '../unlock.js';
import { t } from '../words.js';
import { Field, Trouble, useDeed } from './parts.js';

/** Why an identity was not opened, in words. */
export function whyNotOpened(trouble) {
  if (trouble instanceof WrongPassphrase) return t('error.wrong');
  if (trouble instanceof WrongPasskey) return t('passkey.wrong');
  if (trouble instanceof PasskeyTrouble) return t(`passkey.${trouble.code}`);
  if (trouble instanceof ApiError) return trouble.message;
  return t('error.unlock', { why: trouble.message });
}

/** `onProved` gets the keeper and ends it. */
export function Proof({ why, onProved, onNo }) {
  const form = useRef(null);
  const [busy, trouble, run] = useDeed();
  const [way, setWay] = useState(null);
  const prove = (name, passphrase) => {
    setWay(name);
    run(async () => onProved(await holdMine(passphrase)));
  };
  const submit = (event) => {
    event.preventDefault();
    prove('phrase', form.current.querySelector('input').value);
  };
  return html`<form ref=${form} onSubmit=${submit}>
    <p>${why}</p>
    ${trouble && html`<${Trouble} text=${whyNotOpened(trouble)} testid="proof-error" />`}
    <${Field}
      id="proof-passphrase"
      testid="proof-passphrase"
      label=${t('signin.passphrase')}
      type="password"
      autocomplete="current-password"
    />
    <${Buttons} busy=${busy} byPasskey=${() => prove('passkey', null)} onNo=${onNo} />
    ${
      busy &&
      html`<p class="quiet" role="status">
        ${t(way === 'passkey' ? 'signin.gesture' : 'signin.working')}
      </p>`
    }
  </form>`;
}

function Buttons({ busy, byPasskey, onNo }) {
  const passkey = passkeysHere() && me.value.methods?.passkeys > 0;
  return html`<div class="row">
    <button type="submit" class="main" data-testid="proof-submit" disabled=${busy}>
      ${t('next')}
    </button>
    ${
      passkey &&
      html`<button type="button" data-testid="proof-passkey" disabled=${busy} onClick=${byPasskey}>
        ${t('proof.passkey')}
      </button>`
    }
    <button type="button" class="plain" disabled=${busy} onClick=${onNo}>${t('cancel')}</button>
  </div>`;
}
