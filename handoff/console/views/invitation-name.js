// First step: the name for signing in and the one that residents read.
import { html, useState } from '../vendor/ui.min.js';
import { t } from '../words.js';
import { Field, Title } from './parts.js';

export function NameStep({ made, onward }) {
  const [name, setName] = useState(made.name ?? '');
  const [shownName, setShown] = useState(made.shownName ?? '');
  const submit = (event) => {
    event.preventDefault();
    const names = { name: name.trim(), shownName: shownName.trim() };
    if (names.name && names.shownName) onward({ ...names, nameTrouble: null });
  };
  return html`<form onSubmit=${submit}>
    <${Title}>${t('setup.name_title')}<//>
    <${Field}
      id="setup-name"
      testid="setup-name"
      label=${t('setup.name_label')}
      hint=${t('setup.name_hint')}
      error=${made.nameTrouble}
      autocomplete="username"
      maxlength="64"
      value=${name}
      onInput=${(event) => setName(event.target.value)}
    />
    <${Field}
      id="setup-shown"
      testid="setup-shown"
      label=${t('setup.shown_label')}
      hint=${t('setup.shown_hint')}
      autocomplete="nickname"
      maxlength="64"
      value=${shownName}
      onInput=${(event) => setShown(event.target.value)}
    />
    <button type="submit" class="main" data-testid="setup-next">${t('next')}</button>
  </form>`;
}
