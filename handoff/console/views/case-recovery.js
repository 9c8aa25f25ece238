// Opening a case with both recovery papers, when no key of the team does. A lead's deed, which is
// logged: the case's key is sealed anew for everybody who may open it.
import { html, useState } from '../vendor/ui.min.js';
import { get, post } from '../api.js';
import { path, refresh } from '../casebook.js';
import { recover, sealInner } from '../locks.js';
import { t } from '../words.js';
import { Papers } from './papers.js';
import { Trouble, useDeed } from './parts.js';
import { explained } from './recovery.js';

export function CaseRecovery({ facts }) {
  const [prints, setPrints] = useState(null);
  const [busy, trouble, run] = useDeed();
  const begin = () =>
    run(async () => {
      const { teams } = await get('recovery');
      setPrints(teams.find((one) => one.team === facts.team)?.papers ?? []);
    });
  return html`<section class="card" aria-labelledby="case-recovery" data-testid="case-recovery">
    <h2 id="case-recovery">${t('recovery.case_title')}</h2>
    <p>${t('recovery.case_why')}</p>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${!prints && html`<${Begin} busy=${busy} begin=${begin} />`}
    ${prints?.length === 0 && html`<p class="notice warn">${t('recovery.no_papers')}</p>`}
    ${
      prints?.length === 2 &&
      html`<${Papers}
        prints=${prints}
        what=${t('recovery.case_do')}
        onBoth=${explained((papers) => recoverCase(facts.id, papers))}
      />`
    }
  </section>`;
}

function Begin({ busy, begin }) {
  return html`<button type="button" data-testid="recover" disabled=${busy} onClick=${begin}>
    ${t('recovery.case_begin')}
  </button>`;
}

async function recoverCase(id, papers) {
  const { holders, ...locks } = await post(`cases/${path(id)}/recovery`);
  const inner = await recover(locks, papers);
  for (const { staff, recipient } of holders) {
    const wrap = await sealInner(inner, recipient);
    await post(`cases/${path(id)}/wraps`, { staff, recipient, wrap, recovery: true });
  }
  await refresh(id);
}
