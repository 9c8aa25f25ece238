// Passing keys on. Whoever was confirmed late, came back with new keys or had a damaged lock needs
// the cases' keys from a colleague; this page sees to it by itself while it is unlocked. Only our
// own lock is opened for it: the office's share stays out of it, so no case can be read on the way.
import { effect, signal } from './vendor/ui.min.js';
import { get, post } from './api.js';
import { path } from './casebook.js';
import { mine, unlocked } from './keyring.js';
import { passOn } from './locks.js';
import { whenSomethingChanges } from './live.js';
import { fingerprintOf } from '/post/sealing.js';
import { holdsKeys } from './state.js';

const EVERY_MS = 60_000;
const SETTLE_MS = 1500;
/** Rounds of at most 50 wraps at a time, so that a long queue leaves room for people's work. */
const ROUNDS = 20;

/** The cases whose keys were passed on since the page was unlocked. */
export const passedOn = signal(new Set());
/** Why it does not work at present, or null. `forged`: the server named a false fingerprint. */
export const passingTrouble = signal(null);

let turn = Promise.resolve();
let timer = null;

export function startPassingOn() {
  effect(() => {
    if (!unlocked.value) passedOn.value = new Set();
    else if (holdsKeys.value) soon(0);
  });
  whenSomethingChanges(() => soon(SETTLE_MS));
  setInterval(() => soon(0), EVERY_MS);
}

function soon(wait) {
  if (timer !== null) return;
  timer = setTimeout(() => {
    timer = null;
    turn = turn.then(passAllOn);
  }, wait);
}

async function passAllOn() {
  const done = new Set();
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      if (!unlocked.value || !holdsKeys.value) return;
      const { wanted } = await get('rewraps');
      const fresh = wanted.filter((one) => !done.has(nameOf(one)));
      if (fresh.length === 0) break;
      for (const one of fresh) {
        done.add(nameOf(one));
        await passOneOn(one);
      }
    }
    passingTrouble.value = null;
  } catch (error) {
    // Without an answer there is nothing to tell: the next look comes by itself.
    if (!error.passing) passingTrouble.value = error;
  }
}

async function passOneOn({ case: id, staff, recipient, fingerprint, wrap }) {
  if ((await fingerprintOf(recipient)) !== fingerprint) {
    throw Object.assign(new Error('a false fingerprint'), { code: 'forged' });
  }
  if (!unlocked.value) return;
  try {
    const sealed = await passOn(wrap, mine(), recipient);
    await post(`cases/${path(id)}/wraps`, { staff, recipient, wrap: sealed });
    passedOn.value = new Set([...passedOn.value, id]);
  } catch (error) {
    if (error.outer) await post(`cases/${path(id)}/bad-wrap`);
    else if (!settled(error)) throw error;
  }
}

/** The case is gone, or the colleague's keys are others by now: nothing is left to do. */
const settled = ({ status, code }) => status === 404 || status === 409 || code === 'withdrawing';

const nameOf = ({ case: id, staff, recipient }) => `${id} ${staff} ${recipient}`;
