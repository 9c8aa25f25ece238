// A lead erases a case for a person who asks for it: by phone, in a letter, at the door. Only with
// the case's number typed in, because nothing brings it back.
import { html, useState } from '../vendor/ui.min.js';
import { post } from '../api.js';
import { go } from '../state.js';
import { t } from '../words.js';
import { Ask, Field, Trouble, useDeed } from './parts.js';

export function EraseCase({ facts }) {
  const [asking, ask] = useState(false);
  const [number, setNumber] = useState('');
  const [busy, trouble, run] = useDeed();
  const erase = () =>
    run(async () => {
      await post(`cases/${encodeURIComponent(facts.id)}/erasure`, { number });
      ask(false);
      go('/cases');
    });
  return html`<section aria-labelledby="erase-title">
    <h3 id="erase-title">${t('erase.title')}</h3>
    <p class="quiet">${t('erase.why')}</p>
    <button type="button" data-testid="erase-case" onClick=${() => ask(true)}>
      ${t('erase.ask')}
    </button>
    ${
      asking &&
      html`<${Ask}
        title=${t('erase.title')}
        yes=${t('erase.yes')}
        testid="erase-confirm"
        danger
        onYes=${() => !busy && erase()}
        onNo=${() => ask(false)}
      >
        <p>${t('erase.gone')}</p>
        <${Field}
          id="erase-number"
          label=${t('erase.number', { number: facts.number })}
          testid="erase-number"
          value=${number}
          onInput=${(event) => setNumber(event.target.value)}
        />
        ${trouble && html`<${Trouble} text=${trouble.message} testid="erase-trouble" />`}
      <//>`
    }
  </section>`;
}
