// Sign-in, and unlocking after the lock or a reload: the same form.
import { html, useRef, useState } from '../vendor/ui.min.js';
import { anythingUnsent } from '../drafts.js';
import { nameLastTime, signIn } from '../session.js';
import { me, server } from '../state.js';
import { WrongPassphrase } from '../unlock.js';
import { t } from '../words.js';
import { ApiError } from '../api.js';
import { Field, Title, Trouble, useDeed } from './parts.js';

export function SignIn() {
  const locked = Boolean(me.value);
  return html`<section class="narrow card">
    <${Title}>${t(locked ? 'signin.unlock' : 'signin.title')}<//>
    ${
      server.value.needs_setup &&
      html`<p class="notice warn" data-testid="needs-setup">${t('signin.setup')}</p>`
    }
    ${locked && html`<p>${t('signin.why')} ${anythingUnsent() && t('signin.kept')}</p>`}
    <${Form} />
  </section>`;
}

function Form() {
  const [name, setName] = useState(nameLastTime);
  const [shown, setShown] = useState(false);
  const [busy, trouble, run] = useDeed();
  // Not in the component's state: the passphrase is read once and leaves with the form.
  const passphrase = useRef(null);
  const submit = (event) => {
    event.preventDefault();
    run(() => signIn(name.trim(), passphrase.current.querySelector('#signin-passphrase').value));
  };
  return html`<form ref=${passphrase} onSubmit=${submit}>
    ${trouble && html`<${Trouble} text=${explained(trouble)} testid="signin-error" />`}
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
    <button type="submit" class="main" data-testid="signin-submit" disabled=${busy}>
      ${t(me.value ? 'signin.unlock' : 'signin.title')}
    </button>
    ${busy && html`<p class="quiet" role="status">${t('signin.working')}</p>`}
  </form>`;
}

function explained(trouble) {
  if (trouble instanceof WrongPassphrase) return t('error.wrong');
  if (trouble instanceof ApiError) return trouble.message;
  return t('error.unlock', { why: trouble.message });
}
