// A recovery paper. Its key is made when the paper is shown, lives in this component only, and is
// gone once the paper is put away; the account keeps the public half.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { recipientOf } from '/post/sealing.js';
import { generateX25519Identity } from '/post/vendor/age.min.js';
import { calendarDay, t } from '../words.js';
import { Title } from './parts.js';

export function PaperStep({ n, made, onward }) {
  const [paper, setPaper] = useState(null);
  useEffect(() => {
    freshPaper().then(setPaper);
  }, []);
  if (!paper) return html`<p class="quiet">${t('loading')}</p>`;
  return html`
    <div class="screen-only">
      <${Title}>${t('setup.paper_title', { n })}<//>
      <p>${t('setup.paper_why')}</p>
      <p><strong>${t('setup.paper_once', { other: 3 - n })}</strong></p>
    </div>
    <${Sheet} n=${n} paper=${paper} />
    <div class="row screen-only">
      <button type="button" onClick=${() => window.print()}>
        ${t('setup.paper_print', { n })}
      </button>
      <button
        type="button"
        class="main"
        data-testid=${`paper-${n}-done`}
        onClick=${() => onward({ recovery: [...made.recovery, paper.recipient] })}
      >
        ${t('setup.paper_done', { n })}
      </button>
    </div>
  `;
}

/** Blocks of four are set apart by style only, so that copied text is the key itself. */
function Sheet({ n, paper }) {
  const day = calendarDay(new Date().toISOString().slice(0, 10));
  return html`<section class="paper">
    <h2>${t('paper.heading', { n })}</h2>
    <h3>${t('paper.key')}</h3>
    <code class="key" dir="ltr" data-testid=${`paper-${n}`}>${inBlocks(paper.identity)}</code>
    <h3>${t('paper.public')}</h3>
    <code class="key public" dir="ltr">${inBlocks(paper.recipient)}</code>
    <p>${t('paper.keep')}</p>
    <p>${t('paper.made', { day })}</p>
    <p class="line">${t('paper.where')}:</p>
  </section>`;
}

const inBlocks = (key) =>
  key.match(/^AGE-SECRET-KEY-1|.{1,4}/g).map((block, at) => html`<span key=${at}>${block}</span>`);

async function freshPaper() {
  const identity = await generateX25519Identity();
  return { identity, recipient: await recipientOf(identity) };
}
