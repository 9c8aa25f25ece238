// The reply box. The draft is kept outside the view, so nothing that changes around it touches it.
// What goes out is put together in composing.js; here it is written, looked at and sent.
import { html, useRef, useState } from '../vendor/ui.min.js';
import { hasOpenDay, openFields, withDay } from '../canned.js';
import { bookOf } from '../casebook.js';
import { composed, isStale } from '../composing.js';
import { draftOf, dropWritingOf, outgoingOf } from '../drafts.js';
import { onSafeLine } from '../readers.js';
import { LONGEST, sendReply } from '../replies.js';
import { isGerman } from '../translating.js';
import { languageName, t } from '../words.js';
import { Attach } from './attach.js';
import { Library } from './canned.js';
import { Ask, Trouble } from './parts.js';
import { Preview } from './preview.js';
import { Suggestions, useSuggestions } from './suggestions.js';

const TELL_FROM = 500;

export function Reply({ id, facts }) {
  const book = bookOf(id);
  const draft = draftOf(id);
  const [asking, setAsking] = useState(null);
  const [library, setLibrary] = useState(false);
  const { why } = draft.value;
  const foreign = !isGerman(facts.lang);
  const lang = draft.value.lang ?? (foreign ? 'de' : facts.lang);
  const out = composed({ ...draft.value, lang }, facts.lang);
  const left = LONGEST - out.text.trim().length;
  const stale = isStale(draft.value);
  const going = Boolean(outgoingOf(id).value);
  const ready = draft.value.text.trim() && left >= 0 && !going && !stale;
  const change = (more) => {
    draft.value = { ...draft.value, ...more };
  };
  const send = () => {
    setAsking(null);
    sendReply(id, out.lang, out.original === undefined ? null : out);
  };
  const submit = (event) => {
    event.preventDefault();
    if (!ready) return;
    const open = openFields(out.text);
    if (open.length > 0) setAsking(open);
    else send();
  };
  return html`<form class="reply" aria-labelledby="reply-title" onSubmit=${submit}>
    <h2 id="reply-title">${t('reply.title')}</h2>
    ${why && html`<${Trouble} text=${t('reply.refused', { why })} testid="reply-refused" />`}
    <${Writing} book=${book} lang=${lang} left=${left} submit=${submit} change=${change} />
    <${OpenDay} draft=${draft.value} lang=${facts.lang} change=${change} />
    <p id="reply-left" class=${left < 0 ? 'error' : 'quiet'} aria-live="polite">${counted(left)}</p>
    ${
      foreign &&
      lang === 'de' &&
      html`<${Preview} book=${book} draft=${draft.value} change=${change} />`
    }
    <div class="row">
      <button type="submit" class="main" data-testid="reply-send" disabled=${!ready}>
        ${t('reply.send')}
      </button>
      ${
        foreign &&
        html`<${Language}
          chosen=${lang}
          offered=${['de', facts.lang]}
          choose=${(one) => change({ lang: one, preview: null })}
        />`
      }
      <button type="button" data-testid="canned" onClick=${() => setLibrary(true)}>
        ${t('canned.button')}
      </button>
    </div>
    <p class="quiet" id="reply-hint">
      ${t('reply.hint')} ${t(passage(id, draft.value))}
    </p>
    <${Attach} book=${book} />
  </form>
  ${library && html`<${Library} book=${book} shut=${() => setLibrary(false)} />`}
  ${
    asking &&
    html`<${Ask}
      title=${t('fields.ask')}
      yes=${t('fields.send_anyway')}
      testid="send-anyway"
      onYes=${send}
      onNo=${() => setAsking(null)}
    >
      <p>${t('fields.ask_why', { fields: asking.join(', ') })}</p>
    <//>`
  }`;
}

/** Who can read along: what was translated for the preview has been to the server. */
function passage(id, { preview }) {
  if (!onSafeLine(id)) return 'reply.through';
  return preview?.made ? 'reply.translated' : 'reply.sealed';
}

/** The text field, with canned replies offered after a colon. */
function Writing({ book, lang, left, submit, change }) {
  const field = useRef(null);
  const { text } = draftOf(book.id).value;
  const offers = useSuggestions(book, field, change);
  const onInput = (event) => {
    change({ text: event.target.value });
    offers.look(event.target);
  };
  const onKeyDown = (event) => {
    if (offers.key(event)) event.preventDefault();
    else if (isSend(event)) submit(event);
  };
  return html`
    <label class="unseen" for="reply-text">${t('reply.label')}</label>
    <textarea
      id="reply-text"
      ref=${field}
      data-testid="reply-text"
      rows="5"
      dir="auto"
      lang=${lang}
      aria-describedby="reply-hint reply-left"
      aria-invalid=${left < 0 ? 'true' : undefined}
      aria-controls=${offers.open ? 'canned-offers' : undefined}
      aria-activedescendant=${offers.open ? `canned-offer-${offers.at}` : undefined}
      value=${text}
      onInput=${onInput}
      onKeyDown=${onKeyDown}
      onBlur=${offers.shut}
    ></textarea>
    <${Suggestions} offers=${offers} />
  `;
}

/** A day that a canned reply leaves open, for both languages at once. */
function OpenDay({ draft, lang, change }) {
  const { text, preview } = draft;
  if (!hasOpenDay(`${text}${preview?.text ?? ''}`)) return null;
  const put = ({ target: { value: day } }) => {
    if (!day) return;
    const german = withDay(text, day, 'de');
    const theirs = preview && {
      ...preview,
      of: preview.of === text ? german : preview.of,
      text: withDay(preview.text, day, lang),
      made: withDay(preview.made, day, lang),
    };
    change({ text: german, preview: theirs });
  };
  return html`<label class="inline">
    ${t('fields.set_day')} <input type="date" data-testid="fields-day" onChange=${put} />
  </label>`;
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
