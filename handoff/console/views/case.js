// One case: its facts, the conversation, the reply.
import { html, useEffect } from '../vendor/ui.min.js';
import { bookOf, refresh } from '../casebook.js';
import { settle } from '../replies.js';
import { age, calendarDay, languageName, named, t } from '../words.js';
import { Actions } from './case-actions.js';
import { Conversation } from './conversation.js';
import { Title, Trouble } from './parts.js';
import { Leftover, Reply } from './reply.js';

const UNOPENABLE = new Set(['no_wrap', 'bad_wrap']);

export function CaseView({ id }) {
  const book = bookOf(id);
  const facts = book.facts.value;
  const trouble = book.trouble.value;
  const openable = !UNOPENABLE.has(trouble?.code);
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
  `;
}

function Writing({ id, facts }) {
  const may = facts.mine && facts.state !== 'CLOSED';
  return may ? html`<${Reply} id=${id} facts=${facts} />` : html`<${Leftover} id=${id} />`;
}

function CaseTrouble({ id, trouble }) {
  if (trouble.code !== 'unread') {
    return html`<${Trouble} text=${t(`case.${trouble.code}`)} testid="case-trouble" />`;
  }
  return html`<${Trouble} text=${t('case.unread', { why: trouble.message })} testid="case-trouble">
    <button type="button" onClick=${() => refresh(id)}>${t('again')}</button>
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
        </dd>
      </div>
      ${fact('queue.language', languageName(facts.lang))}
      ${fact('queue.channel', named('channel', facts.channel))}
      ${fact('case.since', `${calendarDay(facts.day)} (${age(facts.day)})`)}
      ${fact('queue.owner', facts.mine ? t('queue.me') : owner)}
    </dl>
  `;
}
