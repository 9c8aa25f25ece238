// The desk's entry: which view is shown, and the few things that run all the time.
import { html, render } from './vendor/ui.min.js';
import { onSignedOut } from './api.js';
import { anythingUnsent } from './drafts.js';
import { unlocked } from './keyring.js';
import { startListening } from './live.js';
import { startNotices } from './notices-desktop.js';
import { startPassingOn } from './rewraps.js';
import { watchIdleness } from './session.js';
import { areas, loadState, me, route, server, serverTrouble, sessionEnded } from './state.js';
import { t } from './words.js';
import { Absences } from './views/absences.js';
import { Audit } from './views/audit.js';
import { CaseView } from './views/case.js';
import { PrintCase } from './views/export-print.js';
import { Counts } from './views/counts.js';
import { Figures } from './views/figures.js';
import { Invitation } from './views/invitation.js';
import { Keys } from './views/keys.js';
import { NewCase } from './views/new-case.js';
import { Notices } from './views/notices.js';
import { Title, Trouble } from './views/parts.js';
import { Queue } from './views/queue.js';
import { Recovery } from './views/recovery.js';
import { Shell } from './views/shell.js';
import { SignIn } from './views/signin.js';
import { Staff } from './views/staff.js';
import { System } from './views/system.js';

const load = () => loadState().catch(() => {});

function App() {
  return html`<${Shell}><${View} /><//>`;
}

function View() {
  const { view, token, id } = route.value;
  if (!server.value) return html`<${Waiting} />`;
  if (view === 'invitation') return html`<${Invitation} key=${token} token=${token} />`;
  if (!me.value || !unlocked.value) return html`<${SignIn} />`;
  if (view === 'keys') return html`<${Keys} />`;
  const mine = areas.value;
  if (!me.value.confirmed || !mine.length) return html`<${Title}>${t('desk')}<//>`;
  if (mine.includes(view)) return html`<${AREAS[view]} />`;
  if (!mine.includes('cases')) return html`<${AREAS[mine[0]]} />`;
  if (Object.hasOwn(WORK, view)) return html`<${WORK[view]} />`;
  if (view === 'case') return html`<${CaseView} key=${id} id=${id} />`;
  if (view === 'print') return html`<${PrintCase} key=${id} id=${id} />`;
  const which = view === 'closed' ? 'closed' : 'open';
  return html`<${Queue} key=${which} which=${which} />`;
}

/** Pages of those who work cases, besides the cases themselves. */
const WORK = { new: NewCase, absences: Absences, notices: Notices };
const AREAS = {
  staff: Staff,
  recovery: Recovery,
  audit: Audit,
  figures: Figures,
  counts: Counts,
  system: System,
};

function Waiting() {
  if (!serverTrouble.value) return html`<p class="quiet">${t('loading')}</p>`;
  return html`<${Trouble} text=${serverTrouble.value}>
    <button type="button" onClick=${load}>${t('again')}</button>
  <//>`;
}

window.addEventListener('beforeunload', (event) => {
  if (anythingUnsent()) event.preventDefault();
});

onSignedOut(sessionEnded);
watchIdleness();
startListening();
startNotices();
startPassingOn();
render(html`<${App} />`, document.getElementById('app'));
load();
