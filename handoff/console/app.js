// The desk's entry: which view is shown, and the few things that run all the time.
import { html, render } from './vendor/ui.min.js';
import { onSignedOut } from './api.js';
import { anythingUnsent } from './drafts.js';
import { unlocked } from './keyring.js';
import { startListening } from './live.js';
import { watchIdleness } from './session.js';
import { loadState, me, route, server, serverTrouble, sessionEnded } from './state.js';
import { t } from './words.js';
import { CaseView } from './views/case.js';
import { Invitation } from './views/invitation.js';
import { Title, Trouble } from './views/parts.js';
import { Queue } from './views/queue.js';
import { Shell } from './views/shell.js';
import { SignIn } from './views/signin.js';
import { Staff } from './views/staff.js';

const load = () => loadState().catch(() => {});

function App() {
  return html`<${Shell}><${View} /><//>`;
}

function View() {
  const { view, token, id } = route.value;
  if (!server.value) return html`<${Waiting} />`;
  if (view === 'invitation') return html`<${Invitation} key=${token} token=${token} />`;
  if (!me.value || !unlocked.value) return html`<${SignIn} />`;
  if (!me.value.confirmed && view !== 'staff') return html`<${Title}>${t('queue.title')}<//>`;
  if (view === 'case') return html`<${CaseView} key=${id} id=${id} />`;
  if (view === 'staff') return html`<${Staff} />`;
  return html`<${Queue} key=${view} which=${view} />`;
}

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
render(html`<${App} />`, document.getElementById('app'));
load();
