// Adding a passkey: the device makes it, the worker seals the identity for what it yields, the
// server keeps both. Used right after joining and on the page of one's own keys.
import { html, useRef, useState } from '../vendor/ui.min.js';
import { ApiError, post } from '../api.js';
import { PasskeyTrouble, newPasskey, passkeysHere, prfAgain } from '../passkeys.js';
import { toBase64 } from '/post/sealing.js';
import { loadState } from '../state.js';
import { t } from '../words.js';
import { Field, Trouble, useDeed } from './parts.js';

export const LONGEST_LABEL = 64;

/** `keeper` holds the opened identity; `onDone` is called once the passkey is kept. */
export function NewPasskey({ keeper, onDone, children }) {
  const [label, setLabel] = useState(() => t('passkey.label_usual'));
  const [busy, trouble, run] = useDeed();
  // A passkey that was made stays made: trying again asks only for what is missing.
  const made = useRef(null);
  const add = async () => {
    made.current ??= await begun();
    const { offer, credential } = made.current;
    made.current.prf ??= await prfAgain(made.current.id, offer);
    const sealed = await keeper.sealForPasskey(made.current.prf);
    const body = { attempt: offer.attempt, label: label.trim(), credential };
    await kept(made, { ...body, sealed_identity: toBase64(sealed) });
    await loadState();
    await onDone();
  };
  const submit = (event) => {
    event.preventDefault();
    run(add);
  };
  if (!passkeysHere()) return html`<p class="notice warn">${t('passkey.none')}</p>${children}`;
  return html`<form onSubmit=${submit}>
    ${trouble && html`<${Trouble} text=${whyNotMade(trouble)} testid="passkey-error" />`}
    <${Field}
      id="passkey-label"
      testid="passkey-label"
      label=${t('passkey.label')}
      hint=${t('passkey.label_hint')}
      autocapitalize="sentences"
      autocomplete="off"
      maxlength=${LONGEST_LABEL}
      value=${label}
      onInput=${(event) => setLabel(event.target.value)}
    />
    <div class="row">
      <button type="submit" class="main" data-testid="passkey-add" disabled=${busy}>
        ${t('passkey.add')}
      </button>
      ${children}
    </div>
    ${busy && html`<p class="quiet" role="status">${t('signin.gesture')}</p>`}
  </form>`;
}

async function begun() {
  const offer = await post('me/passkeys/options');
  return { offer, ...(await newPasskey(offer)) };
}

/** What the desk refuses is refused for good: the next try begins with a new passkey. */
async function kept(made, body) {
  try {
    await post('me/passkeys', body);
  } catch (error) {
    if (!error.passing) made.current = null;
    throw error;
  }
}

function whyNotMade(trouble) {
  if (trouble instanceof PasskeyTrouble && trouble.code === 'no_prf') return t('passkey.useless');
  if (trouble instanceof PasskeyTrouble) return t(`passkey.${trouble.code}`);
  if (trouble instanceof ApiError) return trouble.message;
  return t('error.unlock', { why: trouble.message });
}
