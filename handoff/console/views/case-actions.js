// Claim, release, close: what may be done depends on whose the case is.
import { html, useState } from '../vendor/ui.min.js';
import { announce } from '../announce.js';
import { claim, close, release, reload } from '../casebook.js';
import { draftOf } from '../drafts.js';
import { t } from '../words.js';
import { Ask, Trouble, useDeed } from './parts.js';

/** `openable`: whether our key opens the case; nobody should claim what they cannot read. */
export function Actions({ facts, openable }) {
  const [busy, trouble, run] = useDeed();
  const deed = (act, said) => {
    run(async () => {
      try {
        await act(facts.id);
        announce(t(said));
      } finally {
        await reload(facts.id);
      }
    });
  };
  return html`
    ${trouble && html`<${Trouble} text=${refusal(trouble)} testid="claim-lost" />`}
    <${Choice} facts=${facts} openable=${openable} busy=${busy} deed=${deed} />
  `;
}

/** Why a deed was refused, in words: who was faster, or what the server said. */
export function refusal(error) {
  if (error.code !== 'claimed') return t('case.failed', { why: error.message });
  const name = error.extra.winner;
  return name ? t('case.won', { name }) : t('case.won_somebody');
}

function Choice({ facts, openable, busy, deed }) {
  if (facts.withdrawing) return null;
  if (facts.state === 'CLOSED') return html`<p class="notice">${t('case.closed')}</p>`;
  if (facts.mine) return html`<${Mine} facts=${facts} busy=${busy} deed=${deed} />`;
  if (facts.owner) {
    return html`<p class="notice">${t('case.of', { name: facts.owner.shown_name })}</p>`;
  }
  if (!openable) return null;
  return html`<div class="row">
    <button
      type="button"
      class="main"
      data-testid="claim"
      disabled=${busy}
      onClick=${() => deed(claim, 'case.claimed')}
    >
      ${t('case.claim')}
    </button>
    <span class="quiet">${t('case.claim_why')}</span>
  </div>`;
}

function Mine({ facts, busy, deed }) {
  const [asking, ask] = useState(false);
  const written = draftOf(facts.id).value.text.trim();
  const closeIt = () => {
    ask(false);
    deed(close, 'case.closed');
  };
  return html`
    <div class="row">
      <button
        type="button"
        data-testid="release"
        disabled=${busy}
        onClick=${() => deed(release, 'case.released')}
      >
        ${t('case.release')}
      </button>
      <button type="button" data-testid="close-case" disabled=${busy} onClick=${() => ask(true)}>
        ${t('case.close')}
      </button>
    </div>
    ${
      asking &&
      html`<${Ask}
        title=${t('case.close_title', { number: facts.number })}
        yes=${t('case.close')}
        testid="close-confirm"
        onYes=${closeIt}
        onNo=${() => ask(false)}
      >
        <p>${t('case.close_why')}</p>
        ${written && html`<p><strong>${t('case.close_draft')}</strong></p>`}
      <//>`
    }
  `;
}
