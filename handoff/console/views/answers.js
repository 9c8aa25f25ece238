// What the bot asked before: a table of questions and answers, as the resident saw them, with the
// German wording under it where it was handed over and differs.
import { html } from '../vendor/ui.min.js';
import { calendarDay, languageName, t } from '../words.js';

export function Answers({ body, lang }) {
  const { title, answers, notice } = body;
  return html`
    ${title && html`<h3 dir="auto">${title}</h3>`}
    ${
      answers.length
        ? html`<${Table} answers=${answers} lang=${lang} />`
        : html`<p>${t('answers.none')}</p>`
    }
    ${notice && html`<p class="delivery">${agreed(notice)}</p>`}
  `;
}

function Table({ answers, lang }) {
  return html`<table class="answers" data-testid="answers">
    <thead>
      <tr>
        <th scope="col">${t('answers.question')}</th>
        <th scope="col">${t('answers.answer')}</th>
      </tr>
    </thead>
    <tbody>
      ${answers.map(
        (row, at) =>
          html`<tr key=${at} data-id=${row.id}>
            <th scope="row">
              <${Both} text=${row.question} german=${row.question_de} lang=${lang} />
            </th>
            <td><${Both} text=${row.answer} german=${row.answer_de} lang=${lang} /></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function Both({ text, german, lang }) {
  return html`
    <span class="text" dir="auto" lang=${lang || undefined}>${text}</span>
    ${german && german !== text && html`<span class="text german" lang="de">${german}</span>`}
  `;
}

function agreed({ version, day, lang }) {
  return t('answers.notice', {
    version: String(version),
    day: calendarDay(String(day)),
    lang: languageName(String(lang)),
  });
}
