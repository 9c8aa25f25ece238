// What is known of cases without opening them: the list, page after page by the filters in the
// address, and the latest facts of each case. The server is always asked for whole facts; nothing
// is put together from events.
import { computed, signal } from './vendor/ui.min.js';
import { get } from './api.js';
import { me } from './state.js';

export const PAGE = 100;
const MOST_IDS = 100;

/** The cases of the list, or null before its first answer. */
export const rows = signal(null);
/** The cursor of the next page, or null. */
export const next = signal(null);
/** How many cases there are behind each tab, or null. */
export const counts = signal(null);
export const queueTrouble = signal(null);

/** The latest facts of every case that we heard of. */
const known = signal(new Map());

/** Counts the questions; for each case, which of them its facts answer. */
let asking = 0;
const answered = new Map();

let query = 'state=open';
let turn = Promise.resolve();

/** What the server last said of a case, or undefined. */
export const listed = (id) => known.value.get(id);

/** Cases with something unread that are ours to answer: our own, free ones, offered ones. */
export const waitingForMe = computed(() =>
  [...known.value.values()].filter((one) => one.unread && ours(one)),
);

export const offeredToMe = ({ offered_to: to }) => Boolean(to) && to.id === me.value?.id;

const ours = (facts) => facts.mine || !facts.owner || offeredToMe(facts);

/** Shows another list. @param wanted the query of GET cases */
export function showList(wanted) {
  if (wanted !== query) rows.value = null;
  query = wanted;
  return refreshQueue();
}

/** Asks anew for as many rows as stand there. Calls wait for each other. */
export function refreshQueue() {
  return inTurn(async (wanted) => {
    const many = Math.max(rows.value?.length ?? 0, PAGE);
    let found = await page(wanted, null);
    while (found.next && found.cases.length < many) {
      found = grown(found, await page(wanted, found));
    }
    return found;
  });
}

/** The next page goes below what stands there. */
export function loadMore() {
  return inTurn(async (wanted) => {
    const here = { cases: rows.value ?? [], next: next.value };
    return here.next ? grown(here, await page(wanted, here)) : null;
  });
}

/**
 * Learns the present facts of these cases.
 * @returns those that are there for us; throws ApiError
 */
export async function ask(ids) {
  const found = [];
  for (let at = 0; at < ids.length; at += MOST_IDS) {
    const some = ids.slice(at, at + MOST_IDS);
    const wanted = new Set(some);
    const asked = nextQuestion();
    const { cases } = await get(`cases?ids=${some.map(encodeURIComponent).join(',')}`);
    const there = cases.filter((one) => wanted.has(one.id));
    learn(there, asked, some);
    found.push(...there);
  }
  return found;
}

export const nextQuestion = () => (asking += 1);

/**
 * Answers may overtake each other: of each case the one to the latest question counts.
 * @param gone ids that are no longer there unless they are among `cases`
 */
export function learn(cases, asked = nextQuestion(), gone = []) {
  const now = new Map(known.value);
  const news = (id) => (answered.get(id) ?? 0) <= asked;
  const there = new Set(cases.map((one) => one.id));
  for (const id of gone) if (!there.has(id) && news(id)) now.delete(id);
  for (const one of cases) {
    if (!news(one.id)) continue;
    now.set(one.id, { ...now.get(one.id), ...one });
    answered.set(one.id, asked);
  }
  known.value = now;
  if (rows.value) rows.value = rows.value.map((one) => now.get(one.id) ?? one);
}

export function forgetQueue() {
  rows.value = null;
  next.value = null;
  counts.value = null;
  known.value = new Map();
  answered.clear();
}

function inTurn(load) {
  turn = turn.then(async () => {
    const wanted = query;
    const asked = nextQuestion();
    try {
      const found = await load(wanted);
      // Another list is wanted by now: its own turn comes next.
      if (found && wanted === query) take(found, asked);
      queueTrouble.value = null;
    } catch (error) {
      queueTrouble.value = error.message;
    }
  });
  return turn;
}

function take(found, asked) {
  learn(found.cases, asked);
  rows.value = found.cases.map((one) => listed(one.id) ?? one);
  next.value = found.next ?? null;
  if (found.counts) counts.value = found.counts;
}

function page(wanted, after) {
  const from = after ? `&before=${encodeURIComponent(after.next)}` : '';
  return get(`cases?${wanted}&limit=${PAGE}${from}`);
}

/** A case that moved up between two pages stands where it was seen first. */
function grown(here, more) {
  const there = new Set(here.cases.map((one) => one.id));
  const cases = [...here.cases, ...more.cases.filter((one) => !there.has(one.id))];
  // Only the first page brings the counts.
  return { ...here, ...more, cases };
}
