// What may be done with a case: the next step as a button, what is rarer in a menu beside it.
import { html, useState } from '../vendor/ui.min.js';
import { announce } from '../announce.js';
import { bookOf, reload } from '../casebook.js';
import * as deeds from '../deeds.js';
import { offeredToMe } from '../queue.js';
import { useKeys } from '../shortcuts.js';
import { isLead } from '../state.js';
import { t } from '../words.js';
import { AskClose, AskColleague, AskDay, AskMute, AskReason } from './case-asks.js';
import { BEFORE_CLOSING } from './closing.js';
import { Menu, openMenu } from './menu.js';
import { Trouble, useDeed } from './parts.js';

/** What each button does: the deed, what is asked before it, what is said after it. Replying is
 * done in the box below. */
const STEPS = {
  reply: { key: 'case.reply' },
  claim: { act: deeds.claim, said: 'case.claimed', key: 'case.claim' },
  accept: { act: deeds.accept, said: 'case.accepted', key: 'case.accept' },
  refuse: { act: deeds.refuse, said: 'case.refused', key: 'case.refuse' },
  recall: { act: deeds.recall, said: 'case.recalled', key: 'case.recall' },
  wait: { act: deeds.wait, said: 'case.waits', key: 'case.wait' },
  schedule: { act: deeds.schedule, said: 'case.scheduled', key: 'case.schedule', Ask: AskDay },
  offer: { act: deeds.offer, said: 'case.offered', key: 'case.offer', Ask: AskColleague },
  release: { act: deeds.release, said: 'case.released', key: 'case.release' },
  'take-back': { act: deeds.takeBack, said: 'case.taken', key: 'case.take_back', Ask: AskReason },
  'close-case': { act: closed, said: 'case.closed', key: 'case.close', Ask: AskClose },
  mute: { act: deeds.mute, said: 'case.muted', key: 'case.mute', Ask: AskMute },
};

/** `openable`: whether our key opens the case; nobody should claim what they cannot read. */
export function Actions({ facts, openable }) {
  const [busy, trouble, run] = useDeed();
  const [asked, ask] = useState(null);
  const { buttons, more } = stepsFor(facts, openable);
  const go = (name, given) => {
    ask(null);
    run(async () => {
      try {
        await STEPS[name].act(facts.id, given);
        announce(t(STEPS[name].said));
      } finally {
        await reload(facts.id);
      }
    });
  };
  const begin = (name) => {
    if (name === 'reply') toReply();
    else if (STEPS[name].Ask) ask(name);
    else go(name);
  };
  useKeys({
    c: () => buttons.includes('claim') && !busy && begin('claim'),
    a: () => openMenu('more-actions') || document.querySelector('.steps-row button')?.focus(),
  });
  const Ask = asked && STEPS[asked].Ask;
  return html`
    ${trouble && html`<${Trouble} text=${refusal(trouble)} testid="claim-lost" />`}
    <${Steps} buttons=${buttons} more=${more} busy=${busy} begin=${begin} />
    ${Ask && html`<${Ask} facts=${facts} onNo=${() => ask(null)} onYes=${(given) => go(asked, given)} />`}
  `;
}

/** Why a deed was refused, in words: who was faster, or what the server said. */
export function refusal(error) {
  const name = error.extra?.winner ?? error.extra?.owner;
  if (error.code === 'claimed') return name ? t('case.won', { name }) : t('case.won_somebody');
  if (error.code === 'stale') return name ? t('case.stale_to', { name }) : t('case.stale');
  return t('case.failed', { why: error.message });
}

function Steps({ buttons, more, busy, begin }) {
  if (!buttons.length && !more.length) return null;
  const button = (name, at) =>
    html`<button
      key=${name}
      type="button"
      class=${at === 0 && MAIN.has(name) ? 'main' : undefined}
      data-testid=${name}
      disabled=${busy}
      onClick=${() => begin(name)}
    >
      ${t(STEPS[name].key)}
    </button>`;
  return html`<div class="row steps-row">
    ${buttons.map(button)}
    ${
      more.length > 0 &&
      html`<${Menu} testid="more-actions" label=${t('case.more')}>${more.map((name) => button(name))}<//>`
    }
    ${buttons[0] === 'claim' && html`<span class="quiet">${t('case.claim_why')}</span>`}
  </div>`;
}

/** Steps that are what the case waits for. */
const MAIN = new Set(['claim', 'accept', 'reply']);

function stepsFor(facts, openable) {
  const { state, mine, owner } = facts;
  if (facts.withdrawing || state === 'CLOSED' || state === 'ERASED') return NOTHING;
  if (!owner) return openable ? { buttons: ['claim'], more: [] } : NOTHING;
  const taking = isLead.value && !mine ? ['take-back'] : [];
  if (state === 'HANDOVER') return handover(facts, openable, taking);
  if (!mine) return { buttons: [], more: taking };
  const elsewhere = state === 'WAITING' && facts.waiting_for === 'other';
  const wait = elsewhere || state === 'SCHEDULED' ? [] : ['wait'];
  const release = state === 'ACTIVE' ? ['release'] : [];
  const more = [...wait, 'offer', ...release, 'close-case', 'mute'];
  return { buttons: [...(state === 'ACTIVE' ? ['reply'] : []), 'schedule'], more };
}

function handover(facts, openable, taking) {
  if (offeredToMe(facts)) return { buttons: openable ? ['accept', 'refuse'] : ['refuse'], more: taking };
  return { buttons: facts.mine ? ['recall'] : [], more: taking };
}

const toReply = () => document.getElementById('reply-text')?.focus();

const NOTHING = { buttons: [], more: [] };

async function closed(id) {
  for (const first of BEFORE_CLOSING) await first(bookOf(id)).catch(() => {});
  await deeds.close(id);
}
