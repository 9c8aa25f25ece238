// The reply box. The draft is kept outside the view, so nothing that changes around it touches it.
import { html } from '../vendor/ui.min.js';
import { draftOf, dropWritingOf, outgoingOf } from '../drafts.js';
import { onSafeLine } from '../readers.js';
import { LONGEST, sendReply } from '../replies.js';
import { languageName, t } from '../words.js';
import { Trouble } from './parts.js';

const TELL_FROM = 500;

export function Reply({ id, facts }) {
  const draft = draftOf(id);
  const { text, why } = draft.value;
  const lang = draft.value.lang ?? facts.lang;
  const left = LONGEST - text.trim().length;
  const ready = text.trim() && left >= 0 && !outgoingOf(id).value;
  const submit = (event) => {
    event.preventDefault();
    if (ready) sendReply(id, lang);
  };
  const change = (more) => {
    draft.value = { ...draft.value, ...more };
  };
  const choose = (one) => change({ lang: one });
  return html`<form class="reply" aria-labelledby="reply-title" onSubmit=${submit}>
    <h2 id="reply-title">${t('reply.title')}</h2>
    ${why && html`<${Trouble} text=${t('reply.refused', { why })} testid="reply-refused" />`}
    <label class="unseen" for="reply-text">${t('reply.label')}</label>
    <textarea
      id="reply-text"
      data-testid="reply-text"
      rows="5"
      dir="auto"
      lang=${lang}
      aria-describedby="reply-hint reply-left"
      aria-invalid=${left < 0 ? 'true' : undefined}
      value=${text}
      onInput=${(event) => change({ text: event.target.value })}
      onKeyDown=${(event) => isSend(event) && submit(event)}
    ></textarea>
    <p id="reply-left" class=${left < 0 ? 'error' : 'quiet'} aria-live="polite">${counted(left)}</p>
    <div class="row">
      <button type="submit" class="main" data-testid="reply-send" disabled=${!ready}>
        ${t('reply.send')}
      </button>
      ${
        facts.lang !== 'de' &&
        html`<${Language} chosen=${lang} offered=${[facts.lang, 'de']} choose=${choose} />`
      }
      <p class="quiet" id="reply-hint">
        ${t('reply.hint')} ${t(onSafeLine(id) ? 'reply.sealed' : 'reply.through')}
      </p>
    </div>
  </form>`;
}

/** A text that was written while the case was still ours. It is shown until it is thrown away. */
export function Leftover({ id }) {
  const { text, lang, why } = draftOf(id).value;
  if (!text.trim()) return null;
  return html`<section class="leftover" aria-labelledby="leftover">
    <h2 id="leftover">${t('reply.leftover')}</h2>
    ${why && html`<${Trouble} text=${why} testid="reply-refused" />`}
    <p class="text" dir="auto" lang=${lang ?? undefined} data-testid="leftover">${text}</p>
    <button type="button" onClick=${() => dropWritingOf(id)}>${t('reply.discard')}</button>
  </section>`;
}

/** In which language the reply is written: the envelope says it, and readers' tools need it. */
function Language({ chosen, offered, choose }) {
  return html`<label class="inline">
    ${t('reply.lang')}
    <select
      value=${chosen}
      onChange=${(event) => choose(event.target.value)}
      data-testid="reply-lang"
    >
      ${offered.map((one) => html`<option key=${one} value=${one}>${languageName(one)}</option>`)}
    </select>
  </label>`;
}

const isSend = ({ key, ctrlKey, metaKey }) => key === 'Enter' && (ctrlKey || metaKey);

function counted(left) {
  if (left < 0) return t('reply.too_long', { n: -left });
  return left < TELL_FROM ? t('reply.left', { n: left }) : '';
}
