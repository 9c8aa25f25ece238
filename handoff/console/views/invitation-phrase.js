// The generated passphrase: shown once to be written down, then typed from the paper.
import { html, useRef, useState } from '../vendor/ui.min.js';
import { newPassphrase, normalised } from '../passphrase.js';
import { t } from '../words.js';
import { makeIdentity } from '../unlock.js';
import { Field, Title, Trouble, useDeed } from './parts.js';

export function PhraseStep({ made, change, onward, back }) {
  return html`
    <${Title}>${t('setup.phrase_title')}<//>
    <${PhraseShown}
      phrase=${made.passphrase}
      renew=${() => change({ passphrase: newPassphrase() })}
      onward=${() => onward()}
      back=${back}
    />
  `;
}

export function PhraseAgainStep({ made, onward, back }) {
  // The passphrase is forgotten here; what it sealed goes on.
  const make = async () => {
    onward({ ...(await makeIdentity(made.passphrase)), passphrase: null });
  };
  return html`
    <${Title}>${t('setup.again_title')}<//>
    <${PhraseAgain}
      phrase=${made.passphrase}
      working=${t('setup.making')}
      onSame=${make}
      back=${back}
    />
  `;
}

/** The words, to be written down. Without `back` there is no way back from here. */
export function PhraseShown({ phrase, renew, onward, back, backWord }) {
  return html`
    <p>${t('setup.phrase_why')}</p>
    <p class="phrase" data-testid="passphrase" lang="de">${phrase}</p>
    <div class="row">
      <button type="button" class="main" data-testid="setup-next" onClick=${onward}>
        ${t('next')}
      </button>
      <button type="button" onClick=${renew}>${t('setup.phrase_new')}</button>
      ${
        back &&
        html`<button type="button" class="plain" onClick=${back}>${backWord ?? t('back')}</button>`
      }
    </div>
  `;
}

/** The words once more, from the paper; `onSame` runs when they are right. */
export function PhraseAgain({ phrase, working, onSame, back }) {
  const form = useRef(null);
  const [wrong, setWrong] = useState(false);
  const [busy, trouble, run] = useDeed();
  const submit = (event) => {
    event.preventDefault();
    const same = normalised(form.current.querySelector('input').value) === phrase;
    setWrong(!same);
    if (same) run(onSame);
  };
  return html`<form ref=${form} onSubmit=${submit}>
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
    ${busy && html`<p class="quiet" role="status">${working}</p>`}
  </form>`;
}
