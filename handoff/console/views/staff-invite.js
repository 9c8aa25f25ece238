// Inviting somebody: role and team, then a link that works once.
import { html, useRef, useState } from '../vendor/ui.min.js';
import { post } from '../api.js';
import { me, server } from '../state.js';
import { dayAndTime, t } from '../words.js';
import { Trouble, useDeed } from './parts.js';
import { RoleField } from './role-field.js';

export function Invite() {
  const [role, setRole] = useState('counsellor');
  const [team, setTeam] = useState(me.value.teams?.[0]);
  const [offer, setOffer] = useState(null);
  const [busy, trouble, run] = useDeed();
  const submit = (event) => {
    event.preventDefault();
    run(async () => setOffer(await post('invitations', { role, team })));
  };
  return html`<section class="card" aria-labelledby="invite">
    <h2 id="invite">${t('staff.invite_title')}</h2>
    <p>${t('staff.invite_why')}</p>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    <form onSubmit=${submit}>
      <${RoleField} id="invite-role" role=${role} choose=${setRole} />
      <${TeamField} team=${team} choose=${setTeam} />
      <button type="submit" data-testid="invite" disabled=${busy}>${t('staff.invite')}</button>
    </form>
    ${offer && html`<${Link} key=${offer.token} id="invite-link" kind="join" offer=${offer} />`}
  </section>`;
}

/** Leads invite into their own teams. */
function TeamField({ team, choose }) {
  const mine = (server.value.teams ?? []).filter((one) => me.value.teams?.includes(one.id));
  if (mine.length < 2) return null;
  return html`<div class="field">
    <label for="invite-team">${t('staff.team')}</label>
    <select
      id="invite-team"
      data-testid="invite-team"
      value=${team}
      onChange=${(event) => choose(event.target.value)}
    >
      ${mine.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}
    </select>
  </div>`;
}

/** `kind` is the link's: "join" or "enrol". */
export function Link({ id, kind, offer }) {
  const field = useRef(null);
  const [said, say] = useState(null);
  const link = `${new URL('./', document.baseURI).href}#${kind}=${encodeURIComponent(offer.token)}`;
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
    <label for=${id}>${t(`staff.link_${kind}`)}</label>
    <p class="hint">${t('staff.link_once', { until: dayAndTime(offer.expires) })}</p>
    <div class="row">
      <input
        id=${id}
        class="wide"
        data-testid=${`${kind === 'join' ? 'invite' : 'enrol'}-link`}
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
