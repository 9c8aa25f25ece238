// One case: its facts and what may be done with it, the conversation, the reply; beside them the
// panels.
import { html, useEffect } from '../vendor/ui.min.js';
import { bookOf, refresh, reportBadWrap, visit } from '../casebook.js';
import { lookAt } from '../presence.js';
import { lastList } from '../queue-address.js';
import { BY_HAND } from '../new-case.js';
import { settle } from '../replies.js';
import { useKeys } from '../shortcuts.js';
import { go, isLead, route } from '../state.js';
import { t } from '../words.js';
import { Actions } from './case-actions.js';
import { Head } from './case-head.js';
import { CaseRecovery } from './case-recovery.js';
import { Conversation } from './conversation.js';
import { openPanel } from './panel.js';
import { Panels } from './panels.js';
import { Trouble, useDeed } from './parts.js';
import { Leftover, Reply } from './reply.js';

/** Our key does not open it: a colleague's page may help, or the recovery papers. */
const LOCKED = new Set(['no_wrap', 'bad_wrap', 'bad_wrap_others', 'bad_wrap_nobody']);

export function CaseView({ id }) {
  const book = bookOf(id);
  const facts = book.facts.value;
  const trouble = book.trouble.value;
  const locked = LOCKED.has(trouble?.code);
  const openable = !locked && trouble?.code !== 'withdrawing';
  const open = facts && book.entries.value.length > 0;
  useVisit(id, Boolean(facts));
  useEffect(() => settle(id), [book.entries.value]);
  useEffect(() => {
    document.getElementById('new-from')?.scrollIntoView();
  }, [book.newFrom.value]);
  const at = new URLSearchParams(route.value.query).get('at');
  useEffect(() => showItem(at), [at, Boolean(open)]);
  useKeys({
    r: () => document.getElementById('reply-text')?.focus(),
    n: () => openPanel('notes'),
    u: () => go(lastList().slice(1)),
  });
  return html`
    <p class="way-back"><a href=${lastList()}>← ${t('case.to_queue')}</a></p>
    <div class="desk-case">
      <div class="middle">
        ${trouble && html`<${CaseTrouble} id=${id} trouble=${trouble} />`}
        ${!facts && !trouble && html`<p class="quiet" role="status">${t('case.loading')}</p>`}
        ${facts && html`<${Head} facts=${facts} />`}
        ${facts && html`<${Actions} facts=${facts} openable=${openable} />`}
        ${open && html`<${Conversation} book=${book} />`}
        ${open && html`<${Writing} id=${id} facts=${facts} />`}
        ${facts && locked && isLead.value && html`<${CaseRecovery} facts=${facts} />`}
      </div>
      ${facts && html`<${Panels} book=${book} />`}
    </div>
  `;
}

/** Where a search led to. */
function showItem(n) {
  document.querySelector('.talk > .shown')?.classList.remove('shown');
  const item = n && document.getElementById(`item-${n}`);
  if (!item) return;
  item.scrollIntoView({ block: 'center' });
  item.classList.add('shown');
}

/** Reading marks as read: so a page that nobody sees reads nothing until it is seen again. */
function useVisit(id, there) {
  useEffect(() => {
    const seen = () => !document.hidden && visit(id);
    visit(id);
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, []);
  useEffect(() => (there ? lookAt(id) : undefined), [there]);
}

function Writing({ id, facts }) {
  const shut = ['CLOSED', 'HANDOVER'].includes(facts.state) || facts.withdrawing;
  const may = facts.mine && !shut && !BY_HAND.includes(facts.channel);
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
