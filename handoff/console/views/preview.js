// The reply in the resident's language before it goes out: made by the machine on request, changed
// by hand if wished. What stands here is what is sent, with the German text below or above it.
import { html, useState } from '../vendor/ui.min.js';
import { howTranslated, isStale } from '../composing.js';
import { mayTranslate, translated } from '../translating.js';
import { languageName, t } from '../words.js';

export function Preview({ book, draft, change }) {
  const { lang } = book.facts.value;
  const language = languageName(lang);
  const [state, setState] = useState({});
  const { text, preview } = draft;
  const make = async () => {
    setState({ busy: true });
    setState(await made(book, text, lang, change));
  };
  if (!preview) {
    return html`<${Offer} book=${book} text=${text} state=${state} make=${make} />`;
  }
  const stale = isStale(draft);
  return html`<section class="preview" aria-labelledby="preview-title" data-testid="preview">
    <h3 id="preview-title">${t('preview.title', { language })}</h3>
    ${stale && html`<p class="notice warn" role="status">${t('preview.stale')}</p>`}
    <label class="unseen" for="preview-text">${t('preview.label', { language })}</label>
    <textarea
      id="preview-text"
      data-testid="preview-text"
      rows="5"
      dir="auto"
      lang=${lang}
      aria-describedby="preview-hint"
      value=${preview.text}
      onInput=${(event) => change({ preview: { ...preview, text: event.target.value } })}
    ></textarea>
    <p id="preview-hint" class="by-machine">${t(HINTS[howTranslated(preview)])}</p>
    ${preview.partly && html`<p class="quiet">${t('preview.partly')}</p>`}
    ${state.why && html`<p class="error" role="alert">${state.why}</p>`}
    <div class="row">
      <${Order} order=${draft.order} change=${change} />
      ${
        stale &&
        html`<button
          type="button"
          data-testid="preview-renew"
          disabled=${state.busy || !text.trim() || !mayTranslate(book)}
          onClick=${make}
        >
          ${t(state.busy ? 'preview.busy' : 'preview.renew')}
        </button>`
      }
      <button type="button" data-testid="preview-drop" onClick=${() => change({ preview: null })}>
        ${t('preview.drop')}
      </button>
    </div>
  </section>`;
}

const HINTS = {
  machine: 'preview.hint',
  edited: 'preview.hint_edited',
  human: 'preview.hint_human',
};

function Offer({ book, text, state, make }) {
  const allowed = mayTranslate(book);
  const language = languageName(book.facts.value.lang);
  return html`<div class="row">
    <button
      type="button"
      data-testid="preview-make"
      disabled=${state.busy || !allowed || !text.trim()}
      aria-describedby="preview-why"
      onClick=${make}
    >
      ${state.busy ? t('preview.busy') : t('preview.make', { language })}
    </button>
    <span id="preview-why" class=${state.why ? 'error' : 'quiet'} role="status">
      ${allowed ? state.why : t('preview.not_wished')}
    </span>
  </div>`;
}

function Order({ order = 'below', change }) {
  return html`<label class="inline">
    ${t('preview.order')}
    <select
      value=${order}
      data-testid="preview-order"
      onChange=${(event) => change({ order: event.target.value })}
    >
      <option value="below">${t('preview.below')}</option>
      <option value="above">${t('preview.above')}</option>
    </select>
  </label>`;
}

/** Asks for the translation and puts it into the draft. @returns {{why?: string}} */
async function made(book, text, lang, change) {
  try {
    const { texts, machine, edited } = await translated(book, [text], 'de', lang);
    const [{ text: said, by, why }] = texts;
    if (by !== 'machine') return { why: t(`preview.why_${why}`, { language: languageName(lang) }) };
    const labels = { machine, edited };
    const preview = { of: text, text: said, made: said, how: 'machine', ...labels };
    change({ lang: 'de', preview: { ...preview, partly: why === 'partly' } });
    return {};
  } catch (error) {
    return { why: error.message };
  }
}
