// The readable page inside an exported case: HTML without any script, which opens without a network.
// Every word of a case goes through `html`, which turns it into text.
import { calendarDay, dayAndTime, languageName, named, t } from './words.js';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#17282c}
article{border:1px solid #c3cdcf;border-radius:.5rem;padding:.6rem 1rem;margin:0 0 1rem;break-inside:avoid}
article.office{background:#e1f0f2}article.internal{border-style:dashed}
p{margin:.2rem 0;overflow-wrap:anywhere}p[dir],span[dir]{white-space:pre-wrap}.by{color:#4a5c60;font-size:.9rem}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #c3cdcf;padding:.3rem .5rem;text-align:start;vertical-align:top}
img{max-width:100%}@page{size:A4;margin:2cm}`;

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:";

/** Text that has been made safe to stand in HTML, between tags and in quoted attributes. */
class Safe {
  constructor(text) {
    this.text = text;
  }
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (value) => String(value).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);

function html(parts, ...values) {
  const shown = (value) => {
    if (value instanceof Safe) return value.text;
    if (Array.isArray(value)) return value.map(shown).join('');
    return value === null || value === undefined || value === false ? '' : escaped(value);
  };
  return new Safe(parts.reduce((text, part, at) => text + shown(values[at - 1]) + part));
}

/** @param content as it stands in case.json @returns {string} a whole HTML document */
export function page(content) {
  const { number, opened, exported, channel, language } = content;
  const title = t('case.title', { number });
  const style = new Safe(STYLE);
  return html`<!doctype html>
    <html lang=${new Safe(document.documentElement.lang)}>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title}</title>
      <style>
        ${style}
      </style>
      <h1>${title}</h1>
      <p>
        <strong>${t('export.confidential')}</strong> ${t('export.as_of', { day: calendarDay(exported) })}
      </p>
      <p class="by">
        ${t('export.facts', {
          day: calendarDay(opened),
          channel: named('channel', channel),
          language: languageName(language),
        })}
      </p>
      ${content.messages.map(message)}
    </html>
  `.text;
}

function message(one) {
  const when = one.at ? dayAndTime(one.at) : calendarDay(one.day);
  const classes = `${one.author}${one.internal ? ' internal' : ''}`;
  return html`<article class="${classes}">
    <p class="by">${t(`export.by_${one.author}`)} · ${when}${one.internal ? html` · ${t('export.internal')}` : ''}</p>
    ${one.unreadable && html`<p>${t('export.unreadable')}</p>`}
    ${one.contact && html`<p class="by">${named('notes', one.kind)} · ${dayAndTime(one.contact.at)} · ${one.contact.with}</p>`}
    ${one.answers && table(one)} ${one.text && html`<p dir="auto">${one.text}</p>`}
    ${'file' in one && file(one)}
    ${(one.earlier ?? []).map((old) => html`<p class="by" dir="auto">${t('export.earlier')} ${old}</p>`)}
    ${(one.marks ?? []).map((mark) => html`<p class="by">${named('mark', mark)}</p>`)}
  </article> `;
}

function table({ answers }) {
  const both = (text, german) =>
    html`<span dir="auto">${text}</span>${german && html`<br /><span lang="de">${german}</span>`}`;
  return html`<table>
    ${answers.map(
      (row) =>
        html`<tr>
          <th scope="row">${both(row.question, row.question_de)}</th>
          <td>${both(row.answer, row.answer_de)}</td>
        </tr>`,
    )}
  </table>`;
}

function file({ file: name, kind }) {
  if (!name) return html`<p>${t(`file.odd_${kind}`)}</p>`;
  if (kind === 'photo') return html`<p><img src="${name}" alt="${t('file.photo_alt')}" /></p>`;
  return html`<p><a href="${name}">${name}</a></p>`;
}
