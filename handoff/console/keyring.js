// The opened counsellor identity. It lives in this tab's memory only: a reload or the lock forgets
// it, and the passphrase is asked again.
import { signal } from './vendor/ui.min.js';

let identity = null;

export const unlocked = signal(false);

export function hold(key) {
  identity = key;
  unlocked.value = true;
}

export function forget() {
  identity = null;
  unlocked.value = false;
}

/** @throws when the desk is locked */
export function mine() {
  if (identity === null) throw new Error('the desk is locked');
  return identity;
}
