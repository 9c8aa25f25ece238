// Set-up, joining and coming back with new keys, by a one-time link: name, passphrase, passphrase
// again, (two recovery papers,) done, passkey. Everything secret is made in this browser and kept
// in one object that leaves with the view.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { post } from '../api.js';
import { newPassphrase } from '../passphrase.js';
import { toBase64 } from '/post/sealing.js';
import { entered } from '../session.js';
import { hideToken, leaveToken, loadState } from '../state.js';
import { named, t } from '../words.js';
import { Title, Trouble, useDeed } from './parts.js';
import { NameStep } from './invitation-name.js';
import { PasskeyStep } from './invitation-passkey.js';
import { PhraseAgainStep, PhraseStep } from './invitation-phrase.js';
import { PaperStep } from './paper.js';

export function Invitation({ token }) {
  const [offer, setOffer] = useState(null);
  const [, trouble, run] = useDeed();
  const look = () => run(async () => setOffer(await post('invitations/look', { token })));
  useEffect(look, []);
  if (offer) return html`<${Steps} token=${token} offer=${offer} />`;
  if (trouble?.status === 410) return html`<${Gone} />`;
  if (trouble) {
    return html`<${Trouble} text=${trouble.message}>
      <button type="button" onClick=${look}>${t('again')}</button>
    <//>`;
  }
  return html`<p class="quiet">${t('loading')}</p>`;
}

function Gone() {
  return html`<section class="narrow card">
    <${Title}>${t('setup.gone')}<//>
    <p>${t('setup.gone_hint')}</p>
    <button type="button" class="main" onClick=${leaveToken}>${t('setup.to_signin')}</button>
  </section>`;
}

function Steps({ token, offer }) {
  const papers = offer.needs_recovery ? ['paper1', 'paper2'] : [];
  const names = offer.kind === 'reenrol' ? [] : ['name'];
  const order = [...names, 'phrase', 'again', ...papers, 'finish', 'passkey'];
  const [step, setStep] = useState(order[0]);
  const [made, setMade] = useState(() => begun(offer));
  const at = order.indexOf(step);
  useEffect(() => () => made.keeper?.end(), [made.keeper]);
  const change = (more) => setMade({ ...made, ...more });
  const onward = (more = {}) => {
    change(more);
    // A name that was refused is mended after everything else is done.
    setStep(step === 'name' && made.key ? 'finish' : order[at + 1]);
  };
  const badName = (why) => {
    change({ nameTrouble: why });
    setStep('name');
  };
  const back = at > 0 ? () => setStep(order[at - 1]) : null;
  const props = { token, offer, made, change, onward, badName, back };
  return html`<section class="narrow card" key=${step}>
    <p class="quiet screen-only">
      ${t(`${offer.kind}.title`)} ·${' '}
      ${t('setup.step', { n: at + 1, of: order.length })}
    </p>
    <${STEPS[step]} ...${props} />
  </section>`;
}

/** Who comes back has their names already. */
function begun({ name, shown_name: shownName }) {
  return { name, shownName, passphrase: newPassphrase(), recovery: [] };
}

/** Refusals that the name step can mend. */
const NAME_CODES = new Set(['name', 'name_taken', 'shown_name']);

function Finish({ token, offer, made, badName, onward }) {
  const [busy, trouble, run] = useDeed();
  const create = async () => {
    try {
      await post('accounts', account(token, made));
    } catch (error) {
      const itsName = NAME_CODES.has(error.code) || error.status === 409;
      if (!itsName || offer.kind === 'reenrol') throw error;
      badName(error.message);
      return;
    }
    hideToken();
    await loadState();
    await entered(made.key);
    onward();
  };
  if (trouble?.status === 410) return html`<${Gone} />`;
  return html`
    <${Title}>${t('setup.finish_title')}<//>
    <p>${t(offer.kind === 'reenrol' ? 'reenrol.finish_why' : 'setup.finish_why')}</p>
    ${
      offer.team_name &&
      html`<p>${t('setup.finish_team', { team: offer.team_name, role: named('role', offer.role) })}</p>`
    }
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    <button
      type="button"
      class="main"
      data-testid="finish"
      disabled=${busy}
      onClick=${() => run(create)}
    >
      ${t('setup.finish')}
    </button>
  `;
}

const STEPS = {
  name: NameStep,
  phrase: PhraseStep,
  again: PhraseAgainStep,
  paper1: (props) => html`<${PaperStep} n=${1} ...${props} />`,
  paper2: (props) => html`<${PaperStep} n=${2} ...${props} />`,
  finish: Finish,
  passkey: PasskeyStep,
};

function account(token, { name, shownName, recipient, sealed, recovery }) {
  return {
    token,
    name,
    shown_name: shownName,
    recipient,
    sealed_identity: toBase64(sealed),
    recovery: recovery.length ? recovery : null,
  };
}
