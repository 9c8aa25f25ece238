// What stands above a case: its number, how urgent it is, where it stands, what follows next, who
// else looks at it.
import { html } from '../vendor/ui.min.js';
import { offeredToMe } from '../queue.js';
import { me, teamName } from '../state.js';
import { age, calendarDay, languageName, named, t } from '../words.js';
import { Title } from './parts.js';

const SIGNS = { danger: '▲', soon: '◆' };

export function Head({ facts }) {
  const fact = (key, value) =>
    html`<div>
      <dt>${t(key)}</dt>
      <dd>${value}</dd>
    </div>`;
  const owner = facts.owner?.shown_name ?? t('queue.nobody');
  return html`
    <div class="case-title">
      <${Title}>${t('case.title', { number: facts.number })}<//>
      <${Urgency} of=${facts.urgency} />
      <span class=${`state ${facts.state}`} data-testid="case-state">${stateName(facts)}</span>
      ${facts.overdue && html`<span class="state late">${t('queue.overdue')}</span>`}
    </div>
    <p class="follows" data-testid="case-follows">${follows(facts)}</p>
    <${Looking} names=${facts.looking ?? []} />
    <dl class="facts">
      ${fact('queue.owner', facts.mine ? t('queue.me') : owner)}
      ${fact('queue.language', languageName(facts.lang))}
      ${fact('queue.channel', html`<${Way} facts=${facts} />`)}
      ${me.value.teams?.length > 1 && fact('case.team', teamName(facts.team))}
      ${fact('case.since', `${calendarDay(facts.day)} (${age(facts.day)})`)}
      ${facts.deadline && fact('case.deadline', calendarDay(facts.deadline))}
      ${facts.interpreter && fact('case.interpreter', named('interpreter', facts.interpreter))}
    </dl>
  `;
}

/** Nothing for an ordinary case: what is marked shall be rare. */
export function Urgency({ of }) {
  if (!SIGNS[of]) return null;
  return html`<span class=${`state urgent ${of}`} data-testid="urgency">
    <span aria-hidden="true">${SIGNS[of]}</span> ${t(`urgency.${of}`)}
  </span>`;
}

function Looking({ names }) {
  return html`<p class="looking" role="status" data-testid="looking">
    ${names.length > 0 && t('case.looking', { names: names.join(', '), n: names.length })}
  </p>`;
}

/** How the case came in; on the safe line the server cannot read along. */
export function Way({ facts }) {
  const channel = named('channel', facts.channel);
  if (facts.line !== 'safe') return channel;
  return html`${channel} <span class="state safe" data-testid="safe-line">${t('line.safe')}</span>`;
}

export function stateName({ state, waiting_for: party, withdrawing }) {
  if (withdrawing) return t('case.withdraws');
  return state === 'WAITING' && party === 'other' ? t('state.WAITING_other') : named('state', state);
}

/** In one sentence: who does what next, and by when. */
function follows(facts) {
  if (facts.withdrawing) return '';
  const { state, mine, waiting_for: party, answer_by: day, offered_to: to } = facts;
  const name = facts.owner?.shown_name ?? '';
  if (state === 'HANDOVER' && to) return offered(facts, name);
  if (state === 'WAITING') return t(party === 'other' ? 'follows.other' : 'follows.resident');
  if (state === 'SCHEDULED' && day) {
    return t(mine ? 'follows.scheduled_mine' : 'follows.scheduled', { day: calendarDay(day), name });
  }
  if (state === 'ACTIVE') return t(mine ? 'follows.mine' : 'follows.theirs', { name });
  return state === 'NEW' || state === 'CLOSED' ? t(`follows.${state}`) : '';
}

function offered(facts, name) {
  if (offeredToMe(facts)) return t('follows.offered_me', { name });
  return t('follows.offered', { name: facts.offered_to.shown_name });
}
