// The translation beside a message: what the machine made of it, or why there is none.
import { computed, html, useEffect, useMemo } from '../vendor/ui.min.js';
import {
  foreignTextsOf,
  isGerman,
  mayTranslate,
  translateAll,
  translateSome,
  translationOf,
} from '../translating.js';
import { languageName, t } from '../words.js';

/** Nothing can be done about these by asking again. */
const FOR_GOOD = new Set(['no_model', 'same']);

/** Under (on wide screens beside) one message of the conversation. */
export function Translated({ book, entry }) {
  if (entry.author.startsWith('staff:')) return html`<${Original} envelope=${entry.envelope} />`;
  const mine = foreignTextsOf(entry).find(({ key }) => key === `${entry.n}`);
  return mine ? html`<${Foreign} book=${book} one=${mine} />` : null;
}

function Foreign({ book, one }) {
  const allowed = useAllowed(book);
  useEffect(() => {
    // The first of them asks for all; the others find theirs on its way.
    if (translationOf(book, one.key).value === null) translateAll(book);
  }, [allowed]);
  return html`<div class="translated" data-testid="translated">
    <${TranslatedText} book=${book} one=${one} />
  </div>`;
}

/** So that only a change of the answer draws anew, not every change of the case. */
const useAllowed = (book) => useMemo(() => computed(() => mayTranslate(book)), [book]).value;

/** One text's translation. @param one {key, text, lang} of translating.js */
export function TranslatedText({ book, one }) {
  const allowed = useAllowed(book);
  const now = allowed ? translationOf(book, one.key).value : null;
  if (now?.status === 'busy') return html`<p class="quiet">${t('translated.busy')}</p>`;
  if (now?.status === 'done') return html`<${Done} now=${now} />`;
  const why = allowed ? reason(now, one.lang) : t('translated.not_wished');
  const again = allowed && !FOR_GOOD.has(now?.why);
  return html`
    ${why && html`<p class="quiet" data-testid="translated-why">${why}</p>`}
    ${
      again &&
      html`<button
        type="button"
        class="small"
        data-testid="translate"
        onClick=${() => translateSome(book, [one])}
      >
        ${t(now ? 'translated.again' : 'translated.do')}
      </button>`
    }
  `;
}

function Done({ now: { text, why } }) {
  return html`
    <p class="by-machine">${t('translated.label')}</p>
    <p class="text" lang="de" dir="auto" data-testid="translated-text">${text}</p>
    ${why === 'partly' && html`<p class="quiet">${t('translated.partly')}</p>`}
  `;
}

/** What a counsellor wrote in German before it was translated for the resident. */
function Original({ envelope }) {
  if (typeof envelope?.original !== 'string' || isGerman(envelope.lang)) return null;
  const shown = String(envelope.body).includes(envelope.original);
  return html`<div class="translated" data-testid="sent-translated">
    <p class="by-machine">
      ${t(`translated.sent_${HOW.has(envelope.translated) ? envelope.translated : 'machine'}`, {
        language: languageName(envelope.lang),
      })}
    </p>
    ${!shown && html`<p class="text" lang="de">${envelope.original}</p>`}
  </div>`;
}

const HOW = new Set(['machine', 'edited', 'human']);

function reason(now, lang) {
  if (!now) return '';
  if (now.status === 'failed') return now.why;
  return t(`translated.why_${now.why}`, { language: languageName(lang) });
}
