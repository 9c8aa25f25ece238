// One message of the conversation. Whatever people wrote only ever becomes text; each message
// carries its author, its time from the envelope, what is wrong with it, earlier versions of it,
// and for replies how far they got.
import { computed, html, useMemo } from '../vendor/ui.min.js';
import { REFUSED } from '/post/chain.js';
import { ATTACHED, CONTACTS } from '/post/envelope.js';
import { deliveryText, sendAgain } from '../delivery.js';
import { isInternal, writerOf } from '../notes.js';
import { isEdit } from '../timeline.js';
import { me } from '../state.js';
import { calendarDay, dayAndTime, t } from '../words.js';
import { Answers } from './answers.js';
import { Attachment } from './attachment.js';
import { Trouble, useDeed } from './parts.js';
import { Translated } from './translated.js';

const NONE = [];

/** `row` as timeline.js arranges it, anew each time; only another entry is drawn anew. */
export const MessageOf = ({ book, row: { entry, earlier } }) =>
  html`<${Message} book=${book} entry=${entry} earlier=${earlier.length ? earlier : NONE} />`;

function Message({ book, entry, earlier }) {
  const { envelope, marks } = entry;
  // Read here so that whoever draws this again with the same entry draws nothing.
  const name = useOf(book, (facts) => authorName(entry, facts), [entry]);
  const inside = isInternal(entry);
  const kind = entry.author.split(':')[0];
  return html`<article
    class=${`message ${kind}`}
    data-testid="message"
    data-author=${entry.author}
    data-kind=${envelope?.kind}
    data-marks=${marks.join(' ') || undefined}
  >
    ${inside && html`<p class="inside" data-testid="inside">${t('notes.inside')}</p>`}
    <${Byline} entry=${entry} name=${name} edited=${earlier.length > 0} />
    ${readable(entry) && html`<${Body} envelope=${envelope} />`}
    ${readable(entry) && html`<${Translated} book=${book} entry=${entry} />`}
    ${marks.map(
      (mark) => html`<p key=${mark} class="mark" data-testid="mark">${t(`mark.${mark}`)}</p>`,
    )}
    ${earlier.length > 0 && html`<${Earlier} entries=${earlier} />`}
    ${kind === 'staff' && html`<${Delivery} book=${book} entry=${entry} />`}
  </article>`;
}

/** What `of` makes of the case's facts: other changes of them draw nothing. */
const useOf = (book, of, depends = NONE) =>
  useMemo(() => computed(() => of(book.facts.value ?? {})), [book, ...depends]).value;

function Byline({ entry, name, edited }) {
  const { envelope } = entry;
  const seen = readable(entry);
  const contact = seen && CONTACTS.has(envelope.kind);
  return html`<p class="byline">
    <strong>${name}</strong>
    ${
      seen
        ? html`<time datetime=${envelope.at}>${dayAndTime(envelope.at)}</time>`
        : html`<span>${t('day_only', { day: calendarDay(entry.day) })}</span>`
    }
    ${seen && envelope.kind === 'note' && html`<span>${t('note')}</span>`}
    ${contact && html`<span>${t(`notes.${envelope.kind}`)}</span>`}
    ${(edited || isEdit(entry)) && html`<span class="edited">${t('talk.edited')}</span>`}
  </p>`;
}

const readable = ({ envelope, marks }) => envelope && !marks.some((mark) => REFUSED.has(mark));

function Body({ envelope }) {
  const { kind, body, lang } = envelope;
  if (kind === 'answers') return html`<${Answers} body=${body} lang=${lang} />`;
  if (kind === 'record') return html`<p class="quiet">${t('notes.record')}</p>`;
  if (CONTACTS.has(kind)) return html`<${Contact} body=${body} lang=${lang} />`;
  if (ATTACHED.has(kind)) return html`<${Attachment} kind=${kind} body=${body} lang=${lang} />`;
  return html`<p class="text" dir="auto" lang=${lang || undefined}>${body}</p>`;
}

function Contact({ body, lang }) {
  return html`
    <p class="contact">
      <time datetime=${body.at}>${dayAndTime(body.at)}</time>
      ${body.with && html` · <span dir="auto">${body.with}</span>`}
    </p>
    <p class="text" dir="auto" lang=${lang || undefined}>${body.text}</p>
  `;
}

/** What the message said before, newest first. */
function Earlier({ entries }) {
  return html`<details class="earlier" data-testid="earlier">
    <summary>${t('talk.earlier', { n: entries.length })}</summary>
    <ol>
      ${[...entries].reverse().map(
        ({ n, envelope }) =>
          html`<li key=${n}>
            <time datetime=${envelope.at}>${dayAndTime(envelope.at)}</time>
            <p class="text" dir="auto" lang=${envelope.lang || undefined}>${envelope.body}</p>
          </li>`,
      )}
    </ol>
  </details>`;
}

function Delivery({ book, entry }) {
  const [busy, trouble, run] = useDeed();
  const how = entry.delivery ?? 'stored';
  const bad = how === 'undeliverable';
  const open = useOf(book, isOpenForUs);
  return html`
    <p class=${bad ? 'mark' : 'delivery'} data-testid="delivery" data-delivery=${how}>
      ${deliveryText(how, entry.why)}
    </p>
    ${trouble && html`<${Trouble} text=${trouble.message} testid="again-failed" />`}
    ${
      bad &&
      open &&
      readable(entry) &&
      html`<p>
        <button
          type="button"
          data-testid="send-again"
          disabled=${busy}
          onClick=${() => run(() => sendAgain(book.id, entry))}
        >
          ${t('delivery.again')}
        </button>
      </p>`
    }
  `;
}

const isOpenForUs = ({ mine, state, withdrawing }) => mine && state !== 'CLOSED' && !withdrawing;

/** Whoever wrote it, as far as this page knows their name. */
export function authorName(entry, { owner, offered_to: offered }) {
  const id = writerOf(entry);
  if (!id) return t(entry.author === 'bot' ? 'author.bot' : 'author.resident');
  if (id === me.value?.id) return t('author.me');
  const known = [owner, offered].find((one) => one?.id === id);
  return known?.shown_name ?? t('author.staff');
}
