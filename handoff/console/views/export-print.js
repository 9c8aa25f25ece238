// A case as it is printed: everything on paper, with days, page numbers and "confidential". The
// page's head and buttons stay on the screen (style/print.css).
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { bookOf, visit } from '../casebook.js';
import { today } from '../deadlines.js';
import { noted, rowsOf } from '../export-case.js';
import { CONTACTS, ATTACHED } from '/post/envelope.js';
import { loadScheme, recordOf, schemeOf, slipOf } from '../record.js';
import { teamName } from '../state.js';
import { calendarDay, dayAndTime, lang, languageName, named, t, wholeDay } from '../words.js';
import { Answers } from './answers.js';
import { Attachment } from './attachment.js';
import { Title, Trouble, useDeed } from './parts.js';

export function PrintCase({ id }) {
  const book = bookOf(id);
  const facts = book.facts.value;
  const [internal, setInternal] = useState(false);
  useEffect(() => {
    visit(id);
  }, []);
  const there = facts && book.entries.value.length > 0;
  return html`
    <p class="screen-only"><a href=${`#/cases/${encodeURIComponent(id)}`}>← ${t('export.to_case')}</a></p>
    ${there && html`<${Tools} id=${id} internal=${internal} onInternal=${setInternal} />`}
    ${
      there
        ? html`<${Paper} book=${book} facts=${facts} internal=${internal} />`
        : html`<${Title}>${t('export.print')}<//>
            <p class="quiet" role="status">
              ${book.trouble.value ? t('export.not_open') : t('case.loading')}
            </p>`
    }
  `;
}

function Tools({ id, internal, onInternal }) {
  const [busy, trouble, run] = useDeed();
  const print = () =>
    run(async () => {
      await noted(id, 'print');
      window.print();
    });
  return html`<div class="screen-only card">
    <p>${t('export.print_why')}</p>
    <label class="check">
      <input
        type="checkbox"
        data-testid="print-internal"
        checked=${internal}
        onChange=${() => onInternal(!internal)}
      />
      <span>${t('export.with_notes')}</span>
    </label>
    <div class="row">
      <button type="button" class="main" data-testid="print" disabled=${busy} onClick=${print}>
        ${t('export.print_go')}
      </button>
    </div>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
  </div>`;
}

function Paper({ book, facts, internal }) {
  const { number, team, day, channel, lang: language } = facts;
  const values = {
    day: calendarDay(day),
    channel: named('channel', channel),
    language: languageName(language),
  };
  return html`<article class="print-case" data-testid="print-case">
    <${Title}>${t('case.title', { number })}<//>
    <p class="confidential">
      <strong>${t('export.confidential')}</strong> ${t('export.as_of', { day: wholeDay(today()) })}
    </p>
    <p>${teamName(team)}. ${t('export.facts', values)}</p>
    ${internal && html`<${Deadlines} book=${book} />`} ${internal && html`<${Documented} book=${book} />`}
    <h2>${t('talk.title')}</h2>
    ${rowsOf(book, { internal }).map((row) => html`<${Printed} key=${row.entry.n} row=${row} />`)}
  </article>`;
}

function Deadlines({ book }) {
  const standing = recordOf(book).deadlines.filter(({ state }) => state !== 'dropped');
  if (standing.length === 0) return null;
  return html`
    <h2>${t('deadline.title')}</h2>
    <p>${t('deadline.no_advice')}</p>
    <ul>
      ${standing.map(
        ({ id, title, norm, day }) =>
          html`<li key=${id}>
            ${title[lang.value] ?? title.de}${norm && ` (${norm})`}: ${wholeDay(day)}
          </li>`,
      )}
    </ul>
  `;
}

function Documented({ book }) {
  const { team } = book.facts.value;
  const scheme = schemeOf(team).value;
  useEffect(() => {
    loadScheme(team).catch(() => {});
  }, []);
  const slip = scheme ? slipOf(recordOf(book), scheme) : {};
  const fields = scheme?.fields.filter(({ id }) => slip[id]) ?? [];
  if (fields.length === 0) return null;
  const inLang = (texts) => texts[lang.value] ?? texts.de;
  const named = ({ id, values }) =>
    values.filter(({ code }) => slip[id].includes(code)).map(({ label }) => inLang(label));
  return html`
    <h2>${t('record.title')}</h2>
    <ul>
      ${fields.map(
        (field) =>
          html`<li key=${field.id}>${inLang(field.label)}: ${named(field).join(', ')}</li>`,
      )}
    </ul>
  `;
}

function Printed({ row: { entry, earlier, whole } }) {
  const { author, envelope, day, marks } = entry;
  const kind = author.split(':')[0];
  const who = kind === 'staff' ? 'office' : kind;
  return html`<section class=${`printed ${kind}`} data-testid="printed" data-author=${kind}>
    <p class="byline">
      <strong>${t(`export.by_${who}`)}</strong>
      ${' '}${whole ? dayAndTime(envelope.at) : calendarDay(day)}
      ${kind === 'office' && html` · ${t('export.internal')}`}
    </p>
    ${whole ? html`<${Body} envelope=${envelope} />` : html`<p>${t('export.unreadable')}</p>`}
    ${earlier.map(
      (old) =>
        html`<p key=${old.n} class="text quiet" dir="auto">
          ${t('export.earlier')} ${old.envelope.body}
        </p>`,
    )}
    ${marks.map((mark) => html`<p key=${mark} class="mark">${t(`mark.${mark}`)}</p>`)}
  </section>`;
}

function Body({ envelope: { kind, body, lang: language } }) {
  if (kind === 'answers') return html`<${Answers} body=${body} lang=${language} />`;
  if (ATTACHED.has(kind)) return html`<${Attachment} kind=${kind} body=${body} lang=${language} />`;
  if (CONTACTS.has(kind)) {
    return html`<p class="quiet">${named('notes', kind)} · ${dayAndTime(body.at)} · ${body.with}</p>
      <p class="text" dir="auto">${body.text}</p>`;
  }
  return html`<p class="text" dir="auto" lang=${language || undefined}>${body}</p>`;
}
