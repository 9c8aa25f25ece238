// One case: its facts, the conversation, the reply.
import { html, useEffect } from '../vendor/ui.min.js';
import { bookOf, refresh, reportBadWrap } from '../casebook.js';
import { settle } from '../replies.js';
import { isLead, me, teamName } from '../state.js';
import { age, calendarDay, languageName, named, t } from '../words.js';
import { Actions } from './case-actions.js';
import { CaseRecovery } from './case-recovery.js';
import { Conversation } from './conversation.js';
import { Exclusions } from './exclusions.js';
import { Title, Trouble, useDeed } from './parts.js';
import { Leftover, Reply } from './reply.js';

/** Our key does not open it: a colleague's page may help, or the recovery papers. */
const LOCKED = new Set(['no_wrap', 'bad_wrap', 'bad_wrap_others', 'bad_wrap_nobody']);

export function CaseView({ id }) {
  const book = bookOf(id);
  const facts = book.facts.value;
  const trouble = book.trouble.value;
  const locked = LOCKED.has(trouble?.code);
  const openable = !locked && trouble?.code !== 'withdrawing';
  useEffect(() => {
    refresh(id);
  }, []);
  useEffect(() => settle(id), [book.entries.value]);
  return html`
    <p><a href="#/cases">← ${t('case.to_queue')}</a></p>
    ${trouble && html`<${CaseTrouble} id=${id} trouble=${trouble} />`}
    ${!facts && !trouble && html`<p class="quiet" role="status">${t('case.loading')}</p>`}
    ${facts && html`<${Head} facts=${facts} />`}
    ${facts && html`<${Actions} facts=${facts} openable=${openable} />`}
    ${facts && book.entries.value.length > 0 && html`<${Conversation} book=${book} />`}
    ${facts && book.entries.value.length > 0 && html`<${Writing} id=${id} facts=${facts} />`}
    ${facts && locked && isLead.value && html`<${CaseRecovery} facts=${facts} />`}
    ${facts && isLead.value && html`<${Exclusions} facts=${facts} />`}
  `;
}

function Writing({ id, facts }) {
  const may = facts.mine && facts.state !== 'CLOSED' && !facts.withdrawing;
  return may ? html`<${Reply} id=${id} facts=${facts} />` : html`<${Leftover} id=${id} />`;
}

function CaseTrouble({ id, trouble }) {
  if (trouble.code === 'bad_wrap') return html`<${BadWrap} id=${id} />`;
  if (trouble.code !== 'unread') {
    const text = t(`case.${trouble.code}`, { n: trouble.n });
    return html`<${Trouble} text=${text} testid="case-trouble" />`;
  }
  return html`<${Trouble} text=${t('case.unread', { why: trouble.message })} testid="case-trouble">
    <button type="button" onClick=${() => refresh(id)}>${t('again')}</button>
  <//>`;
}

function BadWrap({ id }) {
  const [busy, trouble, run] = useDeed();
  return html`<${Trouble} text=${trouble?.message ?? t('case.bad_wrap')} testid="case-trouble">
    <button
      type="button"
      data-testid="report-wrap"
      disabled=${busy}
      onClick=${() => run(() => reportBadWrap(id))}
    >
      ${t('case.report_wrap')}
    </button>
  <//>`;
}

function Head({ facts }) {
  const fact = (key, value) =>
    html`<div>
      <dt>${t(key)}</dt>
      <dd>${value}</dd>
    </div>`;
  const owner = facts.owner?.shown_name ?? t('queue.nobody');
  return html`
    <${Title}>${t('case.title', { number: facts.number })}<//>
    <dl class="facts">
      <div>
        <dt>${t('queue.state')}</dt>
        <dd>
          <span class=${`state ${facts.state}`} data-testid="case-state"
            >${named('state', facts.state)}</span
          >
          ${facts.withdrawing && html` <span class="state NEW">${t('case.withdraws')}</span>`}
        </dd>
      </div>
      ${fact('queue.language', languageName(facts.lang))}
      ${fact('queue.channel', html`<${Way} facts=${facts} />`)}
      ${me.value.teams?.length > 1 && fact('case.team', teamName(facts.team))}
      ${fact('case.since', `${calendarDay(facts.day)} (${age(facts.day)})`)}
      ${fact('queue.owner', facts.mine ? t('queue.me') : owner)}
    </dl>
  `;
}

/** How the case came in; on the safe line the server cannot read along. */
export function Way({ facts }) {
  const channel = named('channel', facts.channel);
  if (facts.line !== 'safe') return channel;
  return html`${channel} <span class="state safe" data-testid="safe-line">${t('line.safe')}</span>`;
}
