// The resident's language: whether the machine may translate, and a human who interprets.
import { html } from '../vendor/ui.min.js';
import { post } from '../api.js';
import { path } from '../casebook.js';
import { onSafeLine } from '../readers.js';
import { isGerman } from '../translating.js';
import { languageName, t } from '../words.js';
import { Panel } from './panel.js';
import { useDeed } from './parts.js';

const STATES = ['wanted', 'arranged'];

export function PanelLanguage({ book }) {
  const facts = book.facts.value;
  const foreign = !isGerman(facts.lang);
  const badge = facts.interpreter ? t(`interpreter.${facts.interpreter}`) : null;
  return html`<${Panel} name="language" title=${t('panel.language')} badge=${badge}>
    <p>${t('language.of', { language: languageName(facts.lang) })}</p>
    ${foreign && html`<${Machine} book=${book} facts=${facts} />`}
    <${Interpreter} book=${book} facts=${facts} />
  <//>`;
}

function Machine({ book, facts }) {
  return html`<h3>${t('language.machine')}</h3>
    ${
      onSafeLine(book.id)
        ? html`<${Permission} book=${book} facts=${facts} />`
        : html`<p class="quiet">${t('language.server')}</p>`
    }`;
}

function Permission({ book, facts }) {
  const [busy, trouble, run] = useDeed();
  if (facts.translate) {
    return html`<p data-testid="translate-state">${t('language.allowed')}</p>`;
  }
  if (facts.translate_asked) {
    const how = facts.translate_asked === 'asked' ? 'language.asked' : 'language.declined';
    return html`<p data-testid="translate-state">${t(how)}</p>`;
  }
  const ask = async () => learn(book, await post(`cases/${path(book.id)}/translate-wish`));
  return html`
    <p class="quiet">${t('language.unasked')}</p>
    ${
      facts.mine
        ? html`<button
            type="button"
            data-testid="translate-ask"
            disabled=${busy}
            onClick=${() => run(ask)}
          >
            ${t('language.ask')}
          </button>`
        : html`<p class="quiet">${t('language.only_owner')}</p>`
    }
    ${trouble && html`<p class="error" role="alert">${trouble.message}</p>`}
  `;
}

function Interpreter({ book, facts }) {
  const [busy, trouble, run] = useDeed();
  const closed = facts.state === 'CLOSED' || facts.withdrawing;
  const choose = ({ target: { value } }) =>
    run(async () =>
      learn(book, await post(`cases/${path(book.id)}/interpreter`, { state: value || null })),
    );
  return html`<h3>${t('interpreter.title')}</h3>
    <label class="inline">
      ${t('interpreter.label')}
      <select
        value=${facts.interpreter ?? ''}
        data-testid="interpreter"
        disabled=${busy || closed}
        onChange=${choose}
      >
        <option value="">${t('interpreter.none')}</option>
        ${STATES.map((one) => html`<option key=${one} value=${one}>${t(`interpreter.${one}`)}</option>`)}
      </select>
    </label>
    <p class="quiet">${t('interpreter.why')}</p>
    ${trouble && html`<p class="error" role="alert">${trouble.message}</p>`}`;
}

/** What the desk answered about these wishes; the rest of the case stays as it is known. */
function learn(book, wishes) {
  book.facts.value = { ...book.facts.value, ...wishes };
}
