// The team, for leads: who is there, whose fingerprint is confirmed, invitations.
import { html, useEffect, useRef, useState } from '../vendor/ui.min.js';
import { get, post } from '../api.js';
import { path } from '../casebook.js';
import { whenStaffChanges } from '../live.js';
import { fingerprintOf } from '/post/sealing.js';
import { isLead, loadState } from '../state.js';
import { dayAndTime, t } from '../words.js';
import { Fingerprint, Good, Title, Trouble, useDeed } from './parts.js';

export function Staff() {
  if (!isLead.value) return html`<p>${t('staff.only_lead')}</p>`;
  return html`
    <${Title}>${t('staff.title')}<//>
    <${People} />
    <${Invite} />
  `;
}

function People() {
  const [people, setPeople] = useState(null);
  const [said, say] = useState(null);
  const [, trouble, run] = useDeed();
  const load = () => run(async () => setPeople(await withFingerprints((await get('staff')).staff)));
  useEffect(() => {
    load();
    return whenStaffChanges(load);
  }, []);
  const confirmed = async ({ shown_name: name }) => {
    say(t('staff.confirmed_now', { name }));
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
      people
        ? html`<ul class="people">
            ${people.map(
              (one) => html`<li key=${one.id}><${Person} one=${one} confirmed=${confirmed} /></li>`,
            )}
          </ul>`
        : html`<p class="quiet">${t('loading')}</p>`
    }
  `;
}

function Person({ one, confirmed }) {
  const [busy, trouble, run] = useDeed();
  const confirm = async () => {
    await post(`staff/${path(one.id)}/confirmation`, { fingerprint: one.fingerprint });
    await confirmed(one);
  };
  return html`<article
    class="card"
    data-testid="staff-row"
    data-id=${one.id}
    data-confirmed=${one.confirmed}
  >
    <h2 dir="auto">${one.shown_name}</h2>
    <p class="quiet">
      ${t(`staff.${one.role}`)} · ${t('staff.signin_name', { name: one.name })} ·${' '}
      <span class=${one.confirmed ? 'state ACTIVE' : 'state NEW'}>
        ${t(one.confirmed ? 'staff.confirmed' : 'staff.unconfirmed')}
      </span>
    </p>
    <p>
      <span class="unseen">${t('staff.fingerprint')}: </span><${Fingerprint} text=${one.computed} />
    </p>
    ${one.forged && html`<${Trouble} text=${t('staff.forged')} />`}
    ${
      !one.confirmed &&
      !one.forged &&
      html`
        <p>${t('staff.how', { name: one.shown_name })}</p>
        <button
          type="button"
          class="main"
          data-testid="confirm-staff"
          disabled=${busy}
          onClick=${() => run(confirm)}
        >
          ${t('staff.confirm')}
        </button>
      `
    }
    ${trouble && html`<${Trouble} text=${why(trouble)} />`}
  </article>`;
}

const why = ({ status, message }) => (status === 409 ? t('staff.mismatch') : message);

/** What people compare is computed here from the key itself, not taken from the server's word. */
async function withFingerprints(staff) {
  const withOne = async (one) => {
    const computed = await fingerprintOf(one.recipient);
    return { ...one, computed, forged: computed !== one.fingerprint };
  };
  return Promise.all(staff.map(withOne));
}

function Invite() {
  const [offer, setOffer] = useState(null);
  const [busy, trouble, run] = useDeed();
  const invite = async () => setOffer(await post('invitations', { role: 'counsellor' }));
  return html`<section class="card" aria-labelledby="invite">
    <h2 id="invite">${t('staff.invite_title')}</h2>
    <p>${t('staff.invite_why')}</p>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${offer && html`<${Link} key=${offer.token} offer=${offer} />`}
    <button type="button" data-testid="invite" disabled=${busy} onClick=${() => run(invite)}>
      ${t('staff.invite')}
    </button>
  </section>`;
}

function Link({ offer }) {
  const field = useRef(null);
  const [said, say] = useState(null);
  const link = `${new URL('./', document.baseURI).href}#join=${encodeURIComponent(offer.token)}`;
  const copy = async () => {
    field.current.select();
    try {
      await navigator.clipboard.writeText(link);
      say(t('staff.copied'));
    } catch {
      say(t('staff.copy_by_hand'));
    }
  };
  return html`<div class="field">
    <label for="invite-link">${t('staff.link')}</label>
    <p class="hint">${t('staff.link_once', { until: dayAndTime(offer.expires) })}</p>
    <div class="row">
      <input
        id="invite-link"
        class="wide"
        data-testid="invite-link"
        readonly
        dir="ltr"
        ref=${field}
        value=${link}
      />
      <button type="button" class="main" onClick=${copy}>${t('staff.copy')}</button>
    </div>
    ${said && html`<p role="status">${said}</p>`}
  </div>`;
}
