// What is asked before a case changes hands, gets a date, or ends.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get } from '../api.js';
import { bookOf } from '../casebook.js';
import { REASONS } from '../deeds.js';
import { draftOf } from '../drafts.js';
import { calendarDay, t } from '../words.js';
import { AskForm, Choose } from './ask-form.js';
import { CLOSING } from './closing.js';
import { Trouble, useDeed } from './parts.js';

const A_WEEK = 7;

/** A day on which the resident hears from us. */
export function AskDay({ facts, onNo, onYes }) {
  const [day, setDay] = useState(facts.answer_by ?? dayFrom(A_WEEK));
  const past = day < dayFrom(1);
  return html`<${AskForm}
    title=${t('ask.day_title')}
    yes=${t('ask.day_yes')}
    testid="schedule-confirm"
    ready=${Boolean(day) && !past}
    onYes=${() => onYes({ answer_by: day })}
    onNo=${onNo}
  >
    <p>${t('ask.day_why')}</p>
    <div class="field">
      <label for="answer-by">${t('ask.day')}</label>
      <input
        id="answer-by"
        type="date"
        required
        min=${dayFrom(1)}
        value=${day}
        data-testid="answer-by"
        aria-describedby="answer-by-said"
        onInput=${(event) => setDay(event.target.value)}
      />
      <p id="answer-by-said" class=${past ? 'error' : 'quiet'} aria-live="polite">
        ${past ? t('ask.day_past') : t('ask.day_said', { day: calendarDay(day) })}
      </p>
    </div>
  <//>`;
}

/** Who takes the case on. Who is away is shown as such and cannot be chosen. */
export function AskColleague({ facts, onNo, onYes }) {
  const [found, setFound] = useState(null);
  const [to, setTo] = useState(null);
  const [, trouble, run] = useDeed();
  useEffect(() => {
    run(async () => setFound((await get(`colleagues?case=${encodeURIComponent(facts.id)}`)).colleagues));
  }, []);
  const options = found?.map(({ id, shown_name: text, away_until: day }) => {
    const hint = day && t('ask.away', { day: calendarDay(day) });
    return { value: id, text, hint, disabled: Boolean(day) };
  });
  return html`<${AskForm}
    title=${t('ask.offer_title', { number: facts.number })}
    yes=${t('ask.offer_yes')}
    testid="offer-confirm"
    ready=${to !== null}
    onYes=${() => onYes({ to })}
    onNo=${onNo}
  >
    <p>${t('ask.offer_why')}</p>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${!found && !trouble && html`<p class="quiet">${t('loading')}</p>`}
    ${found?.length === 0 && html`<p class="notice warn">${t('ask.offer_nobody')}</p>`}
    ${
      options?.length > 0 &&
      html`<${Choose}
        name="to"
        legend=${t('ask.offer_to')}
        options=${options}
        value=${to}
        onChoose=${setTo}
      />`
    }
  <//>`;
}

export function AskReason({ facts, onNo, onYes }) {
  const [reason, setReason] = useState(null);
  const options = REASONS.map((value) => ({ value, text: t(`reason.${value}`) }));
  return html`<${AskForm}
    title=${t('ask.take_title', { name: facts.owner.shown_name })}
    yes=${t('ask.take_yes')}
    testid="take-confirm"
    ready=${reason !== null}
    onYes=${() => onYes({ reason })}
    onNo=${onNo}
  >
    <p>${t('ask.take_why', { name: facts.owner.shown_name })}</p>
    <${Choose}
      name="reason"
      legend=${t('ask.take_reason')}
      options=${options}
      value=${reason}
      onChoose=${setReason}
    />
  <//>`;
}

export function AskMute({ facts, onNo, onYes }) {
  return html`<${AskForm}
    title=${t('ask.mute_title')}
    yes=${t('ask.mute_yes')}
    testid="mute-confirm"
    danger
    onYes=${() => onYes()}
    onNo=${onNo}
  >
    <p>${t('ask.mute_why')}</p>
    <p>${t('ask.mute_resident')}</p>
    <${Unsent} id=${facts.id} />
  <//>`;
}

export function AskClose({ facts, onNo, onYes }) {
  const book = bookOf(facts.id);
  return html`<${AskForm}
    title=${t('case.close_title', { number: facts.number })}
    yes=${t('case.close')}
    testid="close-confirm"
    onYes=${() => onYes()}
    onNo=${onNo}
  >
    <p>${t('case.close_why')}</p>
    <${Unsent} id=${facts.id} />
    ${CLOSING.map((View) => html`<${View} key=${View.name} book=${book} />`)}
  <//>`;
}

function Unsent({ id }) {
  const written = draftOf(id).value.text.trim();
  return written && html`<p><strong>${t('case.close_draft')}</strong></p>`;
}

/** The day in so many days, here. */
function dayFrom(days) {
  const now = new Date();
  const date = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + days));
  return date.toISOString().slice(0, 10);
}
