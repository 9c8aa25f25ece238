// What the resident answered before: in German, with the original wording beside it where it differs,
// and the way they took through the questions.
import { html, useEffect } from '../vendor/ui.min.js';
import { REFUSED } from '/post/chain.js';
import { foreignTexts, translateAll } from '../translating.js';
import { t } from '../words.js';
import { Panel } from './panel.js';
import { TranslatedText } from './translated.js';

export function PanelAnswers({ book }) {
  const sheets = book.entries.value.filter(isSheet);
  const foreign = foreignTexts(book);
  useEffect(() => {
    if (sheets.length > 0) translateAll(book);
  }, [book.facts.value?.translate]);
  const n = sheets.reduce((sum, { envelope }) => sum + envelope.body.answers.length, 0);
  if (n === 0) return null;
  return html`<${Panel} name="answers" title=${t('panel.answers')} badge=${n} open>
    ${sheets.map(
      (entry) => html`<${Sheet} key=${entry.n} book=${book} entry=${entry} foreign=${foreign} />`,
    )}
  <//>`;
}

const isSheet = ({ author, envelope, marks }) =>
  envelope?.kind === 'answers' &&
  (author === 'resident' || author === 'bot') &&
  !marks.some((mark) => REFUSED.has(mark));

function Sheet({ book, entry, foreign }) {
  const { body, lang } = entry.envelope;
  return html`
    ${body.title && html`<h3 dir="auto">${body.title}</h3>`}
    <dl class="given" data-testid="given">
      ${body.answers.map((row, at) => {
        const one = foreign.find(({ key }) => key === `${entry.n}:${at}`);
        return html`<div key=${at} data-id=${row.id}>
          <dt><${Both} text=${row.question} german=${row.question_de} lang=${lang} /></dt>
          <dd>
            <${Both} text=${row.answer} german=${row.answer_de} lang=${lang} />
            ${one && html`<${TranslatedText} book=${book} one=${one} />`}
          </dd>
        </div>`;
      })}
    </dl>
    <${Path} body=${body} />
  `;
}

/** German first; what the person read or wrote stays beside it. */
function Both({ text, german, lang }) {
  const differs = german && german !== text;
  return html`
    ${differs && html`<span class="text" lang="de">${german}</span>`}
    <span class=${differs ? 'text original' : 'text'} dir="auto" lang=${lang || undefined}>
      ${text}
    </span>
  `;
}

/** Which questions led here, by the names under which the flow's editors know them. */
function Path({ body }) {
  return html`<details class="path" data-testid="path">
    <summary>${t('path.title')}</summary>
    <ol>
      ${body.flow && html`<li><code>${body.flow}</code></li>`}
      ${body.answers.map(
        (row, at) => html`<li key=${at}>
          <span lang="de">${row.question_de || row.question}</span> <code>${row.id}</code>
        </li>`,
      )}
      <li>${t('path.end')}</li>
    </ol>
  </details>`;
}
