// The address of the list of cases: which filters it names, and what they ask of the desk.
import { recall, remember } from './memory.js';

const MEMORY = 'lotse-desk-list';

/** In the address and, but for `age`, in GET cases. */
const NAMES = ['mine', 'owner', 'team', 'state', 'lang', 'urgency', 'age'];

/** @returns {Record<string, string>} only those that are set */
export function filtersOf({ query }) {
  const given = new URLSearchParams(query);
  return Object.fromEntries(NAMES.filter((name) => given.get(name)).map((n) => [n, given.get(n)]));
}

/** The address of a list, without its "#". */
export function address(which, filters) {
  const query = new URLSearchParams(filters).toString();
  return `/${which === 'closed' ? 'closed' : 'cases'}${query ? `?${query}` : ''}`;
}

/** The query of GET cases. `age` is in days: cases that came in so long ago or before. */
export function listQuery(which, { age, state, ...filters }, now = new Date()) {
  const asked = new URLSearchParams({ state: which === 'open' && state ? state : which, ...filters });
  if (age) asked.set('until', dayBefore(now, Number(age)));
  return asked.toString();
}

/** Where "all cases" leads back to: the list as it was seen last in this tab. */
export const lastList = () => `#${recall('sessionStorage', MEMORY) ?? '/cases'}`;

export function keepAddress({ view, query }) {
  remember('sessionStorage', MEMORY, address(view, filtersOf({ query })));
}

function dayBefore(now, days) {
  const date = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() - days));
  return date.toISOString().slice(0, 10);
}
