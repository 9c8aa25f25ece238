// The team, for leads: who is there, whose fingerprint is confirmed, roles, teams, invitations.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get } from '../api.js';
import { whenStaffChanges } from '../live.js';
import { fingerprintOf } from '/post/sealing.js';
import { isLead, loadState, server, teamName } from '../state.js';
import { t } from '../words.js';
import { Mutes } from './mutes.js';
import { Good, Title, Trouble, useDeed } from './parts.js';
import { Invite } from './staff-invite.js';
import { Person } from './staff-person.js';

export function Staff() {
  if (!isLead.value) return html`<p>${t('staff.only_lead')}</p>`;
  return html`
    <${Title}>${t('staff.title')}<//>
    <${People} />
    <${Invite} />
    <${Mutes} />
  `;
}

function People() {
  const [found, setFound] = useState(null);
  const [said, say] = useState(null);
  const [, trouble, run] = useDeed();
  const load = () =>
    run(async () => {
      const { staff, holders = {} } = await get('staff');
      setFound({ holders, people: await withFingerprints(staff) });
    });
  useEffect(() => {
    load();
    return whenStaffChanges(load);
  }, []);
  const done = async (text) => {
    say(text);
    load();
    await loadState();
  };
  return html`
    ${
      trouble &&
      html`<${Trouble} text=${trouble.message}
        ><button type="button" onClick=${load}>${t('again')}</button><//
      >`
    }
    ${said && html`<${Good} text=${said} />`}
    ${
      found
        ? html`<${Holders} holders=${found.holders} />
            <ul class="people">
              ${inOrder(found.people).map(
                (one) => html`<li key=${one.id}><${Person} one=${one} done=${done} /></li>`,
              )}
            </ul>`
        : html`<p class="quiet">${t('loading')}</p>`
    }
  `;
}

/** With fewer than two people who can open its cases, a team takes none in. */
function Holders({ holders }) {
  const short = Object.entries(holders).filter(([, n]) => n < 2);
  if (!short.length || server.value.demo) return null;
  return html`<ul class="notice warn plainlist" data-testid="few-holders">
    ${short.map(
      ([team, n]) => html`<li key=${team}>${t('staff.few', { team: teamName(team), n })}</li>`,
    )}
  </ul>`;
}

/** Who needs a confirmation first, who left last. */
function inOrder(people) {
  const rank = (one) => (one.revoked ? 2 : Number(one.confirmed));
  return [...people].sort((one, other) => rank(one) - rank(other));
}

/** What people compare is computed here from the key itself, not taken from the server's word. */
async function withFingerprints(staff) {
  const withOne = async (one) => {
    const computed = await fingerprintOf(one.recipient);
    return { ...one, computed, forged: computed !== one.fingerprint };
  };
  return Promise.all(staff.map(withOne));
}
