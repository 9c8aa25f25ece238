// One case in the queue: everything in words, signs only beside them.
import { html } from '../vendor/ui.min.js';
import { offeredToMe } from '../queue.js';
import { age, calendarDay, languageName, t } from '../words.js';
import { Urgency, Way, stateName } from './case-head.js';

export function Row({ one }) {
  const fact = (key, content, extra = '') =>
    html`<span class=${`fact ${extra}`} title=${t(`queue.${key}`)}>
      <span class="unseen">${t(`queue.${key}`)}: </span>${content}
    </span>`;
  return html`<a
    class=${one.unread ? 'case unread' : 'case'}
    data-testid="case-row"
    data-id=${one.id}
    data-state=${one.state}
    data-urgency=${one.urgency}
    href=${`#/cases/${encodeURIComponent(one.id)}`}
  >
    ${fact('number', one.number, 'number')} ${fact('state', html`<${Standing} one=${one} />`)}
    ${fact('language', html`${languageName(one.lang)} · <${Way} facts=${one} />`)}
    ${fact('due', html`<${Due} one=${one} />`, 'due')}
    ${fact('owner', html`<${Owner} one=${one} />`)} ${fact('age', age(one.day), 'aged')}
    <span class="fresh">${one.unread ? t('queue.new', { n: one.unread }) : ''}</span>
  </a>`;
}

function Standing({ one }) {
  return html`<span class="marks">
    <${Urgency} of=${one.urgency} />
    <span class=${`state ${one.state}`}>${stateName(one)}</span>
    ${one.overdue && html`<span class="state late" data-testid="overdue">${t('queue.overdue')}</span>`}
    ${
      offeredToMe(one) &&
      html`<span class="state offered" data-testid="offered">${t('queue.offered')}</span>`
    }
  </span>`;
}

/** The nearest deadline of the resident's, and what was promised to them. */
function Due({ one }) {
  const promised = one.state === 'SCHEDULED' && one.answer_by;
  return html`
    ${one.deadline && html`<span data-testid="row-deadline">${t('queue.deadline', { day: calendarDay(one.deadline) })}</span>`}
    ${promised && html`<span>${t('queue.promised', { day: calendarDay(one.answer_by) })}</span>`}
    ${one.interpreter && html`<span>${t(`queue.interpreter_${one.interpreter}`)}</span>`}
    ${!one.deadline && !promised && !one.interpreter && html`<span class="quiet">–</span>`}
  `;
}

function Owner({ one }) {
  const looking = one.looking ?? [];
  return html`<span>${ownerName(one)}</span>
    ${
      looking.length > 0 &&
      html`<span class="looking" data-testid="row-looking">
        ${t('queue.looking', { names: looking.join(', ') })}
      </span>`
    }`;
}

function ownerName(one) {
  const name = one.mine ? t('queue.me') : one.owner?.shown_name;
  if (!name) return t('queue.nobody');
  if (!one.offered_to || offeredToMe(one)) return name;
  return t('queue.passing', { name, to: one.offered_to.shown_name });
}
