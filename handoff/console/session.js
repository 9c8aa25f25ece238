// Signing in, locking, signing out. Being signed in is the server's cookie; being unlocked is
// having the opened identity in memory. Unlocking is signing in again: one way, one piece of code.
import { effect, signal } from './vendor/ui.min.js';
import { post, remove } from './api.js';
import { dropAll } from './casebook.js';
import { dropWriting, sealAway, takeOut } from './drafts.js';
import { forget, hold, unlocked } from './keyring.js';
import { recall, remember } from './memory.js';
import { fromBase64, openNonce, toBase64 } from '/post/sealing.js';
import { loadState, me, server, sessionEnded } from './state.js';
import { openIdentity } from './unlock.js';

export const IDLE_MS = 15 * 60_000;
const WARN_MS = 60_000;
const NAME = 'lotse-desk-name';

/** True during the last minute before the desk locks itself. */
export const locksSoon = signal(false);

let lastSign = Date.now();
let person = null; // who unlocked; still known when the server has ended the session

/** @throws {WrongPassphrase | ApiError} */
export async function signIn(name, passphrase) {
  const offer = await post('sign-in', { name });
  const key = await openIdentity(fromBase64(offer.sealed_identity), passphrase);
  const nonce = toBase64(await openNonce(offer.sealed_nonce, key));
  await post('sessions', { attempt: offer.attempt, nonce });
  await loadState();
  await entered(key);
}

/** Called with the opened key once the server knows who we are. */
export async function entered(key) {
  remember('sessionStorage', NAME, me.value.name);
  person = me.value;
  hold(key);
  lastSign = Date.now();
  await takeOut(me.value);
}

export const nameLastTime = () => me.value?.name ?? recall('sessionStorage', NAME) ?? '';

/** Forgets the key and everything that was opened. Drafts wait, sealed to their author. */
export async function lock() {
  locksSoon.value = false;
  try {
    if (unlocked.value) await sealAway(person);
  } finally {
    forget();
    dropAll();
  }
}

export async function signOut() {
  await remove('session');
  remember('sessionStorage', NAME, null);
  forget();
  dropAll();
  dropWriting();
  sessionEnded();
}

/** Locks after 15 minutes without a key, a touch or a click, also when the machine has slept. */
export function watchIdleness() {
  const sign = () => {
    if (idleFor() < IDLE_MS) lastSign = Date.now();
    locksSoon.value = false;
  };
  for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
    window.addEventListener(event, sign, { passive: true, capture: true });
  }
  setInterval(look, 1000);
  document.addEventListener('visibilitychange', look);
  // The server ended our session: locked as if we had done it.
  effect(() => {
    if (unlocked.value && server.value?.signed_in === false) lock();
  });
}

function look() {
  if (!unlocked.value) return;
  if (idleFor() >= IDLE_MS) lock();
  else locksSoon.value = idleFor() >= IDLE_MS - WARN_MS;
}

const idleFor = () => Date.now() - lastSign;
