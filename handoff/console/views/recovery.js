// Recovery, for leads: when the last drill was, and the drill itself. It shows that both papers would
// open a case, on a nonce instead of a case.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get, post, put } from '../api.js';
import { BadWrap, openBoth } from '../locks.js';
import { fromBase64, toBase64 } from '/post/sealing.js';
import { isLead, teamName } from '../state.js';
import { calendarDay, t } from '../words.js';
import { Papers } from './papers.js';
import { Good, Title, Trouble, useDeed } from './parts.js';

export function Recovery() {
  const [teams, setTeams] = useState(null);
  const [, trouble, run] = useDeed();
  const load = () => run(async () => setTeams((await get('recovery')).teams));
  useEffect(() => {
    if (isLead.value) load();
  }, []);
  if (!isLead.value) return html`<p>${t('staff.only_lead')}</p>`;
  return html`
    <${Title}>${t('recovery.title')}<//>
    <p>${t('recovery.why')}</p>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${teams?.map((one) => html`<${Team} key=${one.team} one=${one} load=${load} />`)}
    <p class="quiet">${t('recovery.case_hint')}</p>
  `;
}

function Team({ one, load }) {
  const [said, say] = useState(null);
  const [open, setOpen] = useState(false);
  const drill = async (papers) => {
    const { attempt, sealed } = await post('recovery/drill', { team: one.team });
    const nonce = toBase64(await openBoth(fromBase64(sealed), papers));
    await put('recovery/drill', { attempt, nonce });
    say(t('recovery.drill_done'));
    setOpen(false);
    load();
  };
  const { papers = [], last_drill: last } = one;
  return html`<section class="card" data-testid="recovery-team" data-team=${one.team}>
    <h2>${teamName(one.team)}</h2>
    ${said && html`<${Good} text=${said} />`}
    <p data-testid="last-drill">
      ${
        last
          ? t('recovery.last', { day: calendarDay(last.day.slice(0, 10)), name: last.by })
          : t('recovery.never')
      }
    </p>
    ${
      papers.length === 2
        ? html`<dl class="facts">
            ${papers.map(
              (print, at) =>
                html`<div key=${at}>
                  <dt>${t('recovery.paper', { n: at + 1 })}</dt>
                  <dd><code dir="ltr">${print}</code></dd>
                </div>`,
            )}
          </dl>`
        : html`<p class="notice warn">${t('recovery.no_papers')}</p>`
    }
    ${
      papers.length === 2 &&
      (open
        ? html`<${Papers}
            prints=${papers}
            what=${t('recovery.drill_do')}
            onBoth=${explained(drill)}
          />`
        : html`<button type="button" data-testid="drill" onClick=${() => setOpen(true)}>
            ${t('recovery.drill')}
          </button>`)
    }
  </section>`;
}

/** A wrap that both right papers do not open is nobody's mistake at the keyboard. */
export const explained = (deed) => async (papers) => {
  try {
    await deed(papers);
  } catch (error) {
    throw error instanceof BadWrap ? new Error(t('recovery.does_not_open')) : error;
  }
};
