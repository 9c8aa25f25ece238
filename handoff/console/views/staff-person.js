// One person in the team list: confirming, role and teams, new keys, leaving.
import { html, useState } from '../vendor/ui.min.js';
import { post } from '../api.js';
import { path } from '../casebook.js';
import { me, teamName } from '../state.js';
import { named, t } from '../words.js';
import { Ask, Fingerprint, Trouble, useDeed } from './parts.js';
import { Duties } from './staff-duties.js';
import { Link } from './staff-invite.js';

export function Person({ one, done }) {
  return html`<article
    class=${one.revoked ? 'card gone' : 'card'}
    data-testid="staff-row"
    data-id=${one.id}
    data-confirmed=${one.confirmed}
    data-revoked=${Boolean(one.revoked)}
  >
    <h2 dir="auto">${one.shown_name}</h2>
    <p class="quiet">
      ${named('role', one.role)} · ${(one.teams ?? []).map(teamName).join(', ') || t('staff.no_team')}
      ${' · '}${t('staff.signin_name', { name: one.name })} · <${Standing} one=${one} />
    </p>
    ${
      one.changed &&
      html`<${Trouble} text=${t('staff.changed_outside')} testid="changed-outside" />`
    }
    ${one.forged && html`<${Trouble} text=${t('staff.forged')} />`}
    ${!one.revoked && html`<${Present} one=${one} done=${done} />`}
  </article>`;
}

function Standing({ one }) {
  if (one.revoked) return html`<span class="state">${t('staff.revoked')}</span>`;
  return html`<span class=${one.confirmed ? 'state ACTIVE' : 'state NEW'}>
    ${t(one.confirmed ? 'staff.confirmed' : 'staff.unconfirmed')}
  </span>`;
}

function Present({ one, done }) {
  const mine = one.id === me.value.id;
  return html`
    <p>
      <span class="unseen">${t('staff.fingerprint')}: </span><${Fingerprint} text=${one.computed} />
    </p>
    ${!one.confirmed && !one.forged && html`<${Confirm} one=${one} done=${done} />`}
    ${!mine && html`<${More} one=${one} done=${done} />`}
  `;
}

function Confirm({ one, done }) {
  const [busy, trouble, run] = useDeed();
  const confirm = async () => {
    await post(`staff/${path(one.id)}/confirmation`, { fingerprint: one.computed });
    await done(t('staff.confirmed_now', { name: one.shown_name }));
  };
  return html`
    <p>${t('staff.how', { name: one.shown_name })}</p>
    ${trouble && html`<${Trouble} text=${whyNot(trouble)} />`}
    <p>
      <button
        type="button"
        class="main"
        data-testid="confirm-staff"
        disabled=${busy}
        onClick=${() => run(confirm)}
      >
        ${t('staff.confirm')}
      </button>
    </p>
  `;
}

const whyNot = ({ code, message }) => (code === 'fingerprint' ? t('staff.mismatch') : message);

function More({ one, done }) {
  return html`<details data-testid="staff-more">
    <summary>${t('staff.more')}</summary>
    <${Duties} one=${one} done=${done} />
    <${NewKeys} one=${one} />
    <${Revoke} one=${one} done=${done} />
  </details>`;
}

function NewKeys({ one }) {
  const [offer, setOffer] = useState(null);
  const [asking, ask] = useState(false);
  const [busy, trouble, run] = useDeed();
  const make = async () => {
    ask(false);
    setOffer(await post(`staff/${path(one.id)}/reenrolment`));
  };
  return html`
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${offer && html`<${Link} id=${`enrol-${one.id}`} kind="enrol" offer=${offer} />`}
    <p>
      <button type="button" data-testid="reenrol" disabled=${busy} onClick=${() => ask(true)}>
        ${t('staff.reenrol')}
      </button>
    </p>
    ${
      asking &&
      html`<${Ask}
        title=${t('staff.reenrol_title', { name: one.shown_name })}
        yes=${t('staff.reenrol')}
        testid="reenrol-confirm"
        onYes=${() => run(make)}
        onNo=${() => ask(false)}
      >
        <p>${t('staff.reenrol_why')}</p>
      <//>`
    }
  `;
}

function Revoke({ one, done }) {
  const [asking, ask] = useState(null); // "first", "anyway" or null
  const [busy, trouble, run] = useDeed();
  const revoke = async (anyway) => {
    ask(null);
    try {
      await post(`staff/${path(one.id)}/revocation`, { anyway });
    } catch (error) {
      if (error.code !== 'last_holder') throw error;
      ask('anyway');
      return;
    }
    await done(t('staff.revoked_now', { name: one.shown_name }));
  };
  const anyway = asking === 'anyway';
  return html`
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    <p>
      <button
        type="button"
        class="danger"
        data-testid="revoke"
        disabled=${busy}
        onClick=${() => ask('first')}
      >
        ${t('staff.revoke')}
      </button>
    </p>
    ${
      asking &&
      html`<${Ask}
        key=${asking}
        title=${t('staff.revoke_title', { name: one.shown_name })}
        yes=${t(anyway ? 'staff.revoke_anyway' : 'staff.revoke')}
        testid=${anyway ? 'revoke-anyway' : 'revoke-confirm'}
        danger
        onYes=${() => run(() => revoke(anyway))}
        onNo=${() => ask(null)}
      >
        <p>${t(anyway ? 'staff.last_holder' : 'staff.revoke_why')}</p>
      <//>`
    }
  `;
}
