// What is still missing before cases can be taken in, and who can do what about it.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get } from '../api.js';
import { whenStaffChanges } from '../live.js';
import { fingerprintOf } from '/post/sealing.js';
import { isLead, me, server } from '../state.js';
import { t } from '../words.js';
import { Fingerprint } from './parts.js';

export function NotReady() {
  const missing = !server.value.ready;
  const unconfirmed = !me.value.confirmed;
  if (!missing && !unconfirmed) return null;
  return html`<section class="notice warn" data-testid="not-ready" aria-labelledby="not-ready">
    ${missing && html`<${Missing} />`} ${unconfirmed && html`<${Unconfirmed} alone=${!missing} />`}
  </section>`;
}

function Missing() {
  return html`
    <h2 id="not-ready">${t('notready.title')}</h2>
    ${server.value.ready_why && html`<p>${server.value.ready_why}</p>`}
    ${isLead.value && html`<${Steps} />`}
    <p>${t('notready.meanwhile')}</p>
  `;
}

/** A lead sees what the team list tells; that there are two papers, only the server knows. */
function Steps() {
  const staff = useStaff();
  if (!staff) return null;
  const confirmed = staff.filter((one) => one.confirmed).length;
  const steps = [
    ['second', staff.length >= 2],
    ['confirm', confirmed >= 2 && confirmed === staff.length],
  ];
  if (steps.every(([, done]) => done)) steps.push(['recovery', false]);
  return html`<ul class="steps">
    ${steps.map(
      ([step, done]) =>
        html`<li key=${step} class=${done ? 'done' : ''}>
          <strong>${t(`notready.${step}`)}</strong>:
          ${' '}${done ? t('notready.done') : missing(step)}
        </li>`,
    )}
  </ul>`;
}

const missing = (step) => `${t('notready.missing')}. ${t(`notready.${step}_do`)}`;

function useStaff() {
  const [staff, set] = useState(null);
  useEffect(() => {
    const load = () =>
      get('staff').then(
        (answer) => set(answer.staff.filter((one) => !one.revoked && holdsKeys(one))),
        () => {},
      );
    load();
    return whenStaffChanges(load);
  }, []);
  return staff;
}

const holdsKeys = ({ role }) => role === 'lead' || role === 'counsellor';

function Unconfirmed({ alone }) {
  const [text, set] = useState('');
  useEffect(() => {
    fingerprintOf(me.value.recipient).then(set);
  }, [me.value.recipient]);
  return html`
    <h2 id=${alone ? 'not-ready' : undefined}>${t('notready.me')}</h2>
    <p>${t('notready.me_why')}</p>
    ${text && html`<${Fingerprint} text=${text} />`}
  `;
}
