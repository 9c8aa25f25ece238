// What the whole page shares: what the server says of itself and of us, and where we are.
import { computed, signal } from './vendor/ui.min.js';
import { get } from './api.js';

/** What the address may name besides one case; whether somebody may see it is decided in app.js. */
const AREAS = new Set([
  'closed',
  'new',
  'staff',
  'recovery',
  'audit',
  'counts',
  'figures',
  'system',
  'keys',
  'absences',
  'notices',
]);

/** The server's answer to /state, or null before the first one. */
export const server = signal(null);
/** Why there is no answer yet. */
export const serverTrouble = signal(null);
export const me = computed(() => server.value?.me ?? null);
export const isLead = computed(() => me.value?.role === 'lead');
const AREAS_OF = {
  lead: ['cases', 'staff', 'recovery', 'audit', 'figures', 'counts', 'system'],
  counsellor: ['cases'],
  editor: ['counts', 'figures'],
  operator: ['system'],
};
/** Which parts of the desk there are for us, the one we begin with first. */
export const areas = computed(() =>
  Object.hasOwn(AREAS_OF, me.value?.role) ? AREAS_OF[me.value.role] : [],
);
/** Whether this person holds keys of cases; editors and operators see none. */
export const holdsKeys = computed(
  () => Boolean(me.value?.confirmed) && ['lead', 'counsellor'].includes(me.value.role),
);
/** What is one's own and everybody's: keys, absences, notices. */
export const OWN = ['keys', 'absences', 'notices'];
export const teamName = (id) => server.value?.teams?.find((team) => team.id === id)?.name ?? id;
export const route = signal(read());
/** Whether the list of cases is on the screen. */
export const listShows = () => ['open', 'closed'].includes(route.value.view);
/** Whether events arrive; null before the first connection. */
export const online = signal(null);

window.addEventListener('hashchange', () => {
  route.value = read();
});

export async function loadState() {
  try {
    server.value = await get('state');
    serverTrouble.value = null;
  } catch (error) {
    serverTrouble.value = error.message;
    throw error;
  }
}

/** The server no longer knows our session (it ended, or somebody ended it). */
export function sessionEnded() {
  if (server.value) server.value = { ...server.value, signed_in: false, me: undefined };
}

export function go(hash) {
  location.hash = hash;
}

/** Takes a used one-time token out of the address bar and the history. */
export function leaveToken() {
  hideToken();
  route.value = read();
}

/** The same while its view still has something to show. */
export function hideToken() {
  history.replaceState(null, '', `${location.pathname}#/cases`);
}

/** Tokens stand in the fragment because a browser never sends that to a server. */
function read() {
  const hash = location.hash.slice(1);
  const invitation = hash.match(/^(setup|join|enrol)=(.+)$/);
  if (invitation) return { view: 'invitation', token: decodeURIComponent(invitation[2]) };
  const [path, query = ''] = hash.split('?', 2);
  const opened = path.match(/^\/(cases|print)\/([^/]+)$/);
  const view = opened?.[1] === 'print' ? 'print' : 'case';
  if (opened) return { view, id: decodeURIComponent(opened[2]), query };
  const area = path.match(/^\/([a-z]+)$/)?.[1];
  return { view: AREAS.has(area) ? area : 'open', query };
}
