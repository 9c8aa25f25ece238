// The conversation. Residents' words only ever become text; each message carries its author, its
// time from the envelope, what is wrong with it, and for replies how far they got.
import { html, useEffect, useRef } from '../vendor/ui.min.js';
import { copyHarmlessly } from '../copying.js';
import { REFUSED } from '/post/chain.js';
import { ATTACHED } from '/post/envelope.js';
import { outgoingOf } from '../drafts.js';
import { resend, takeBack } from '../replies.js';
import { me } from '../state.js';
import { calendarDay, dayAndTime, languageName, t } from '../words.js';
import { Answers } from './answers.js';
import { Attachment } from './attachment.js';

const NEAR_END_PX = 400;

export function Conversation({ book }) {
  const end = useRef(null);
  const entries = book.entries.value;
  const facts = book.facts.value;
  const seen = useRef(entries.length);
  useEffect(() => {
    const grown = entries.length > seen.current;
    if (grown && nearEnd()) end.current.scrollIntoView({ block: 'nearest' });
    seen.current = entries.length;
  }, [entries.length]);
  return html`<section aria-labelledby="talk" onCopy=${copyHarmlessly}>
    <h2 id="talk">${t('talk.title')}</h2>
    <ol class="talk">
      ${entries.map(
        (entry) => html`<li key=${entry.n}><${Message} entry=${entry} facts=${facts} /></li>`,
      )}
      <${Outgoing} id=${book.id} />
    </ol>
    <div ref=${end}></div>
  </section>`;
}

function Message({ entry, facts }) {
  const { envelope, marks } = entry;
  const readable = envelope && !marks.some((mark) => REFUSED.has(mark));
  const kind = entry.author.split(':')[0];
  return html`<article
    class=${`message ${kind}`}
    data-testid="message"
    data-author=${entry.author}
    data-marks=${marks.join(' ') || undefined}
  >
    <p class="byline">
      <strong>${authorName(entry.author, facts)}</strong>
      ${
        readable
          ? html`<time datetime=${envelope.at}>${dayAndTime(envelope.at)}</time>`
          : html`<span>${t('day_only', { day: calendarDay(entry.day) })}</span>`
      }
      ${readable && envelope.kind === 'note' && html`<span>${t('note')}</span>`}
    </p>
    ${readable && html`<${Body} envelope=${envelope} />`}
    ${marks.map(
      (mark) => html`<p key=${mark} class="mark" data-testid="mark">${t(`mark.${mark}`)}</p>`,
    )}
    ${kind === 'staff' && html`<${Delivery} entry=${entry} />`}
  </article>`;
}

function Body({ envelope }) {
  const { kind, body, lang } = envelope;
  if (kind === 'answers') return html`<${Answers} body=${body} lang=${lang} />`;
  if (ATTACHED.has(kind)) return html`<${Attachment} kind=${kind} body=${body} lang=${lang} />`;
  return html`<p class="text" dir="auto" lang=${lang || undefined}>${body}</p>`;
}

function Delivery({ entry: { delivery, why } }) {
  const bad = delivery === 'undeliverable';
  return html`<p
    class=${bad ? 'mark' : 'delivery'}
    data-testid="delivery"
    data-delivery=${delivery ?? 'stored'}
  >
    ${delivered(delivery ?? 'stored', why)}
  </p>`;
}

function delivered(how, why) {
  // It may have arrived: nobody knows since the data came from a backup.
  if (how === 'undeliverable' && why === 'restored') return t('delivery.restored');
  return t(`delivery.${how}`, { why: why ?? '?' });
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
            ${t('reply.take_back')}
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

function authorName(author, { owner }) {
  if (!author.startsWith('staff:')) return t(author === 'bot' ? 'author.bot' : 'author.resident');
  const id = author.slice('staff:'.length);
  if (id === me.value.id) return t('author.me');
  return owner?.id === id ? owner.shown_name : t('author.staff');
}

function nearEnd() {
  const page = document.documentElement;
  return page.scrollHeight - page.scrollTop - page.clientHeight < NEAR_END_PX;
}
