// The conversation: what the resident and the office wrote to each other, and between it what the
// office wrote down for itself.
import { Fragment, html, useEffect, useRef } from '../vendor/ui.min.js';
import { copyHarmlessly } from '../copying.js';
import { outgoingOf } from '../drafts.js';
import { isRecord } from '../record.js';
import { resend, takeBack } from '../replies.js';
import { arranged } from '../timeline.js';
import { languageName, t } from '../words.js';
import { MessageOf } from './message.js';

const NEAR_END_PX = 400;

/** Whole records have a panel of their own. */
const isTalk = (entry) => !isRecord(entry) || entry.marks.length > 0;

export function Conversation({ book }) {
  const end = useRef(null);
  const entries = book.entries.value;
  const newFrom = book.newFrom?.value ?? null;
  const seen = useRef(entries.length);
  useEffect(() => {
    const grown = entries.length > seen.current;
    if (grown && nearEnd()) end.current.scrollIntoView({ block: 'nearest' });
    seen.current = entries.length;
  }, [entries.length]);
  return html`<section aria-labelledby="talk" onCopy=${copyHarmlessly}>
    <h2 id="talk">${t('talk.title')}</h2>
    <ol class="talk">
      ${arranged(entries.filter(isTalk)).map(
        (row) => html`<${Fragment} key=${row.first.n}>
          ${row.first.n === newFrom && html`<${NewFrom} />`}
          <li id=${`item-${row.first.n}`}><${MessageOf} book=${book} row=${row} /></li>
        <//>`,
      )}
      <${Outgoing} id=${book.id} />
    </ol>
    <div ref=${end}></div>
  </section>`;
}

/** Where begins what was not read at the beginning of this visit. */
function NewFrom() {
  return html`<li class="new-from" id="new-from" data-testid="new-from">${t('talk.new_from')}</li>`;
}

/** A reply that has been written but not yet seen among the items. */
function Outgoing({ id }) {
  const reply = outgoingOf(id).value;
  if (!reply) return null;
  const unsent = reply.status === 'unsent';
  return html`<li>
    <article class="message staff outgoing" data-testid="outgoing" data-status=${reply.status}>
      <p class="byline">
        <strong>${t('author.me')}</strong> <span>${languageName(reply.lang)}</span>
      </p>
      <p class="text" dir="auto" lang=${reply.lang}>${reply.text}</p>
      <p class=${unsent ? 'mark' : 'delivery'} role="status">${progress(reply)}</p>
      ${
        unsent &&
        html`<div class="row">
          <button type="button" class="main" data-testid="resend" onClick=${() => resend(id)}>
            ${t('again')}
          </button>
          <button type="button" data-testid="take-back" onClick=${() => takeBack(id)}>
            ${t(reply.kind ? 'reply.drop_file' : 'reply.take_back')}
          </button>
        </div>`
      }
    </article>
  </li>`;
}

function progress({ status, why }) {
  if (status === 'sending' && why) return t('reply.retrying', { why });
  return t(`reply.${status}`, { why: why ?? '' });
}

function nearEnd() {
  const page = document.documentElement;
  return page.scrollHeight - page.scrollTop - page.clientHeight < NEAR_END_PX;
}
