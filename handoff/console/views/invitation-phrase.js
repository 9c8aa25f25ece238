// The generated passphrase: shown once to be written down, then typed from the paper.
import { html, useRef, useState } from '../vendor/ui.min.js';
import { newPassphrase, normalised } from '../passphrase.js';
import { t } from '../words.js';
import { makeIdentity } from '../unlock.js';
import { Field, Title, Trouble, useDeed } from './parts.js';

export function PhraseStep({ made, change, onward, back }) {
  return html`
    <${Title}>${t('setup.phrase_title')}<//>
    <p>${t('setup.phrase_why')}</p>
    <p class="phrase" data-testid="passphrase" lang="de">${made.passphrase}</p>
    <div class="row">
      <button type="button" class="main" data-testid="setup-next" onClick=${() => onward()}>
        ${t('next')}
      </button>
      <button type="button" onClick=${() => change({ passphrase: newPassphrase() })}>
        ${t('setup.phrase_new')}
      </button>
      <button type="button" class="plain" onClick=${back}>${t('back')}</button>
    </div>
  `;
}

export function PhraseAgainStep({ made, onward, back }) {
  const form = useRef(null);
  const [wrong, setWrong] = useState(false);
  const [busy, trouble, run] = useDeed();
  // The passphrase is forgotten here; what it sealed goes on.
  const make = async () => {
    onward({ ...(await makeIdentity(made.passphrase)), passphrase: null });
  };
  const submit = (event) => {
    event.preventDefault();
    const same = normalised(form.current.querySelector('input').value) === made.passphrase;
    setWrong(!same);
    if (same) run(make);
  };
  return html`<form ref=${form} onSubmit=${submit}>
    <${Title}>${t('setup.again_title')}<//>
    <p>${t('setup.again_why')}</p>
    <${Field}
      id="passphrase-again"
      testid="passphrase-again"
      label=${t('setup.again_label')}
      error=${wrong && t('setup.again_wrong')}
      lang="de"
      autocomplete="off"
    />
    ${trouble && html`<${Trouble} text=${t('error.unlock', { why: trouble.message })} />`}
    <div class="row">
      <button type="submit" class="main" data-testid="setup-next" disabled=${busy}>
        ${t('next')}
      </button>
      <button type="button" class="plain" onClick=${back} disabled=${busy}>${t('back')}</button>
    </div>
    ${busy && html`<p class="quiet" role="status">${t('setup.making')}</p>`}
  </form>`;
}
