// Notes of the office, and what happened outside the chat: calls, meetings, letters.
import { html } from '../vendor/ui.min.js';
import { announce } from '../announce.js';
import { noteOf } from '../drafts.js';
import { BY_HAND } from '../new-case.js';
import { addInternal, isInternal, newItem } from '../notes.js';
import { dayAndTime, t } from '../words.js';
import { authorName } from './message.js';
import { Panel } from './panel.js';
import { Trouble, useDeed } from './parts.js';

const KINDS = ['note', 'call', 'meeting', 'letter'];
const LONGEST = 20_000; // characters

export function PanelNotes({ book }) {
  const found = book.entries.value.filter((entry) => isInternal(entry) && isShown(entry));
  const byHand = BY_HAND.includes(book.facts.value.channel);
  return html`<${Panel}
    name="notes"
    title=${t('notes.title')}
    badge=${found.length || null}
    open=${byHand}
  >
    <p class="quiet">${t('notes.why')}</p>
    ${byHand && html`<p>${t('notes.by_hand')}</p>`}
    ${!book.facts.value.withdrawing && html`<${Form} id=${book.id} />`}
    ${found.length > 0 && html`<${List} entries=${found} facts=${book.facts.value} />`}
  <//>`;
}

const isShown = ({ envelope }) => KINDS.includes(envelope?.kind);

/** What is written is kept outside the view: nothing that changes around it touches it. */
function Form({ id }) {
  const draft = noteOf(id);
  const fields = { ...EMPTY, ...draft.value };
  const { kind } = fields;
  const [busy, trouble, run] = useDeed();
  const change = (more) => {
    draft.value = { ...EMPTY, ...draft.value, ...more };
  };
  // What is being written down happened just now, as long as nobody says otherwise.
  const choose = (one) => change(kind === 'note' ? { kind: one, at: now() } : { kind: one });
  const submit = (event) => {
    event.preventDefault();
    if (!fields.text.trim()) return;
    run(async () => {
      // The item's id stays until it is kept: a second try after an error is the same entry.
      if (!fields.item) change({ item: newItem() });
      await addInternal(id, draft.value.item, kind, bodyOf(kind, fields));
      // What was typed while it was on its way is the beginning of the next one.
      const { text } = draft.value;
      draft.value = { ...EMPTY, kind, at: now(), text: text === fields.text ? '' : text };
      announce(t('notes.added'));
    });
  };
  return html`<form class="note-form" onSubmit=${submit}>
    <fieldset class="choice">
      <legend class="unseen">${t('notes.kind')}</legend>
      ${KINDS.map(
        (one) => html`<label key=${one} class="check">
          <input
            type="radio"
            name="note-kind"
            data-testid=${`note-${one}`}
            checked=${kind === one}
            onChange=${() => choose(one)}
          />
          ${t(`notes.${one}`)}
        </label>`,
      )}
    </fieldset>
    ${kind !== 'note' && html`<${When} fields=${fields} change=${change} />`}
    <label for="note-text">${t(kind === 'note' ? 'notes.text' : 'notes.what')}</label>
    <textarea
      id="note-text"
      data-testid="note-text"
      rows="4"
      dir="auto"
      maxlength=${LONGEST}
      value=${fields.text}
      onInput=${(event) => change({ text: event.target.value })}
    ></textarea>
    ${trouble && html`<${Trouble} text=${trouble.message} testid="note-trouble" />`}
    <button type="submit" data-testid="note-add" disabled=${busy || !fields.text.trim()}>
      ${t('notes.add')}
    </button>
  </form>`;
}

function When({ fields, change }) {
  return html`
    <label for="note-at">${t('notes.at')}</label>
    <input
      id="note-at"
      type="datetime-local"
      data-testid="note-at"
      required
      value=${fields.at}
      onInput=${(event) => change({ at: event.target.value })}
    />
    <label for="note-with">${t('notes.with')}</label>
    <input
      id="note-with"
      data-testid="note-with"
      dir="auto"
      maxlength="200"
      value=${fields.with}
      onInput=${(event) => change({ with: event.target.value })}
    />
  `;
}

function List({ entries, facts }) {
  return html`<ol class="note-list" aria-label=${t('notes.list')}>
    ${[...entries].reverse().map(
      (entry) => html`<li key=${entry.n} data-testid="note-row">
        <${Row} entry=${entry} facts=${facts} />
      </li>`,
    )}
  </ol>`;
}

function Row({ entry, facts }) {
  const { kind, body, at } = entry.envelope;
  const told = kind === 'note' ? { at, with: '', text: body } : body;
  return html`
    <p class="byline">
      <strong>${t(`notes.${kind}`)}</strong>
      ${authorName(entry, facts)}, ${dayAndTime(told.at)}
    </p>
    ${told.with && html`<p dir="auto">${told.with}</p>`}
    <p class="text" dir="auto">${told.text}</p>
  `;
}

const EMPTY = { kind: 'note', item: '', at: '', with: '', text: '', lang: null, why: null };

function bodyOf(kind, fields) {
  const text = fields.text.trim();
  if (kind === 'note') return text;
  const at = new Date(fields.at);
  const iso = `${(Number.isNaN(at.getTime()) ? new Date() : at).toISOString().slice(0, 19)}Z`;
  return { at: iso, with: fields.with.trim(), text };
}

/** The present minute as the input writes it: local, without a zone. */
function now() {
  const here = new Date();
  here.setMinutes(here.getMinutes() - here.getTimezoneOffset());
  return here.toISOString().slice(0, 16);
}
