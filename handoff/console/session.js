// Signing in, locking, signing out. Being signed in is the server's cookie; being unlocked is
// having the opened identity in memory. Unlocking is signing in again: one way, one piece of code.
import { effect, signal } from './vendor/ui.min.js';
import { post, remove } from './api.js';
import { dropAll } from './casebook.js';
import { flushDrafts, stopKeeping } from './draft-keeping.js';
import { dropWriting, sealAway, takeOut } from './drafts.js';
import { forget, hold, unlocked } from './keyring.js';
import { recall, remember } from './memory.js';
import { PasskeyTrouble, usePasskey } from './passkeys.js';
import { fromBase64, openNonce, toBase64 } from '/post/sealing.js';
import { loadState, me, server, sessionEnded } from './state.js';
import { forgetAtServer } from './translating.js';
import { endKeepers, holdIdentity, openIdentity } from './unlock.js';

const USUAL_MINUTES = 15;
const WARN_MS = 60_000;
const PATIENCE_MS = 3000;
const NAME = 'lotse-desk-name';

/** True during the last minute before the desk locks itself. */
export const locksSoon = signal(false);

let lastSign = Date.now();
let person = null; // who unlocked; still known when the server has ended the session

/** @throws {WrongPassphrase | ApiError} */
export async function signIn(name, passphrase) {
  const offer = await post('sign-in', { name });
  const key = await openIdentity(fromBase64(offer.sealed_identity), { passphrase });
  const nonce = toBase64(await openNonce(offer.sealed_nonce, key));
  await post('sessions', { attempt: offer.attempt, nonce });
  await loadState();
  await entered(key);
}

/**
 * One gesture signs in and unlocks. Without PRF it only signs in, and the passphrase unlocks.
 * @throws {PasskeyTrouble | WrongPasskey | ApiError}
 */
export async function signInByPasskey() {
  const { sealed, prf } = await passkeySession();
  await loadState();
  if (!prf) throw new PasskeyTrouble('no_prf');
  await entered(await openIdentity(sealed, { prf }));
}

/**
 * The own identity once more, held in a worker so that it can be sealed anew.
 * @param {string | null} passphrase null: by a passkey
 * @returns the keeper; whoever takes it ends it
 * @throws {WrongPassphrase | WrongPasskey | PasskeyTrouble | ApiError}
 */
export async function holdMine(passphrase) {
  if (passphrase !== null) {
    const offer = await post('sign-in', { name: me.value.name });
    return (await holdIdentity(fromBase64(offer.sealed_identity), { passphrase })).keeper;
  }
  const mine = me.value.id;
  const { sealed, prf, who } = await passkeySession();
  if (!prf) throw new PasskeyTrouble('no_prf');
  if (who !== mine) await loadState();
  return (await holdIdentity(sealed, { prf })).keeper;
}

async function passkeySession() {
  const offer = await post('sign-in/passkey');
  const { credential, prf } = await usePasskey(offer);
  const answer = await post('sessions/passkey', { attempt: offer.attempt, credential });
  return { sealed: fromBase64(answer.sealed_identity), prf, who: answer.me.id };
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
    // Nobody waits for the desk's answer: a machine that cannot reach it is locked all the same.
    flushDrafts();
    stopKeeping();
    forgetAtServer();
    if (unlocked.value) await sealAway(person);
  } finally {
    forget();
    endKeepers();
    dropAll();
  }
}

export const signOut = () => leave('session');

/** Ends the sessions of all browsers, this one as well. */
export const signOutEverywhere = () => leave('me/sessions');

async function leave(what) {
  await Promise.race([flushDrafts(), new Promise((go) => setTimeout(go, PATIENCE_MS))]);
  await remove(what);
  stopKeeping();
  remember('sessionStorage', NAME, null);
  forget();
  endKeepers();
  dropAll();
  dropWriting();
  sessionEnded();
}

/** Locks after the team's time without a key, a touch or a click, also when the machine slept. */
export function watchIdleness() {
  const sign = () => {
    if (idleFor() < idleMs()) lastSign = Date.now();
    locksSoon.value = false;
  };
  for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
    window.addEventListener(event, sign, { passive: true, capture: true });
  }
  setInterval(look, 1000);
  document.addEventListener('visibilitychange', look);
  // The server ended our session, or it is somebody else's now: locked as if we had done it.
  effect(() => {
    const signedOut = server.value?.signed_in === false;
    const other = me.value && person && me.value.id !== person.id;
    if (unlocked.value && (signedOut || other)) lock();
  });
}

function look() {
  if (!unlocked.value) return;
  if (idleFor() >= idleMs()) lock();
  else locksSoon.value = idleFor() >= idleMs() - WARN_MS;
}

const idleFor = () => Date.now() - lastSign;
const idleMs = () => (me.value?.lock_minutes ?? person?.lock_minutes ?? USUAL_MINUTES) * 60_000;
