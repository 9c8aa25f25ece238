// Sign-in, and unlocking after the lock or a reload: the same form. The passkey comes first because
// one gesture does everything; the passphrase always works.
import { html, useRef, useState } from '../vendor/ui.min.js';
import { anythingUnsent } from '../drafts.js';
import { passkeysHere } from '../passkeys.js';
import { nameLastTime, signIn, signInByPasskey } from '../session.js';
import { me, server } from '../state.js';
import { t } from '../words.js';
import { Field, Title, Trouble, useDeed } from './parts.js';
import { whyNotOpened } from './proof.js';

export function SignIn() {
  const locked = Boolean(me.value);
  return html`<section class="narrow card">
    <${Title}>${t(locked ? 'signin.unlock' : 'signin.title')}<//>
    ${
      server.value.needs_setup &&
      html`<p class="notice warn" data-testid="needs-setup">${t('signin.setup')}</p>`
    }
    ${locked && html`<p>${t('signin.why')} ${anythingUnsent() && t('signin.kept')}</p>`}
    <${Ways} />
  </section>`;
}

function Ways() {
  const [busy, trouble, run] = useDeed();
  const [way, setWay] = useState(null);
  const go = (name, deed) => {
    setWay(name);
    run(deed);
  };
  return html`
    ${trouble && html`<${Trouble} text=${whyNotOpened(trouble)} testid="signin-error" />`}
    ${
      passkeysHere() &&
      html`
        <p class="row">
          <button
            type="button"
            class="main"
            data-testid="signin-passkey"
            disabled=${busy}
            onClick=${() => go('passkey', signInByPasskey)}
          >
            ${t(me.value ? 'signin.passkey_unlock' : 'signin.passkey')}
          </button>
        </p>
        ${busy && way === 'passkey' && html`<p role="status">${t('signin.gesture')}</p>`}
        <p class="or"><span>${t('signin.or')}</span></p>
      `
    }
    <${Form} key=${me.value?.id} busy=${busy} working=${busy && way === 'phrase'} go=${go} />
  `;
}

function Form({ busy, working, go }) {
  const [name, setName] = useState(nameLastTime);
  const [shown, setShown] = useState(false);
  // Not in the component's state: the passphrase is read once and leaves with the form.
  const form = useRef(null);
  const submit = (event) => {
    event.preventDefault();
    const passphrase = form.current.querySelector('#signin-passphrase').value;
    go('phrase', () => signIn(name.trim(), passphrase));
  };
  return html`<form ref=${form} onSubmit=${submit}>
    <${Field}
      id="signin-name"
      testid="signin-name"
      label=${t('signin.name')}
      autocomplete="username"
      value=${name}
      onInput=${(event) => setName(event.target.value)}
    />
    <${Field}
      id="signin-passphrase"
      testid="signin-passphrase"
      label=${t('signin.passphrase')}
      hint=${t('signin.passphrase_hint')}
      type=${shown ? 'text' : 'password'}
      autocomplete="current-password"
    />
    <label class="check">
      <input
        type="checkbox"
        checked=${shown}
        onChange=${(event) => setShown(event.target.checked)}
      />
      ${t('signin.show')}
    </label>
    <${Submit} busy=${busy} />
    ${working && html`<p class="quiet" role="status">${t('signin.working')}</p>`}
  </form>`;
}

/** The passkey's button stands out where there is one. */
function Submit({ busy }) {
  const style = passkeysHere() ? '' : 'main';
  return html`<button type="submit" class=${style} data-testid="signin-submit" disabled=${busy}>
    ${t(me.value ? 'signin.unlock' : 'signin.title')}
  </button>`;
}
