// The passphrase's side of the counsellor's identity: making, sealing and opening it in a worker.
import { normalised } from './passphrase.js';

/** The passphrase does not open this identity (or the name is unknown: both look the same). */
export class WrongPassphrase extends Error {}

const WORKER = new URL('./unlock-worker.js', import.meta.url).href;

const policy = globalThis.trustedTypes?.createPolicy('lotse', {
  createScriptURL(url) {
    if (url !== WORKER) throw new TypeError('only the unlock worker is started from here');
    return url;
  },
});

/**
 * @param {Uint8Array} sealed age file for a passphrase
 * @returns the identity's key
 * @throws {WrongPassphrase}
 */
export async function openIdentity(sealed, passphrase) {
  // Seven words are sealed in their normal form; a passphrase made elsewhere may have another.
  const forms = new Set([normalised(passphrase), passphrase.trim()]);
  for (const form of forms) {
    try {
      const { key } = await run({ job: 'open', sealed, passphrase: form });
      return key;
    } catch (error) {
      if (!(error instanceof WrongPassphrase)) throw error;
    }
  }
  throw new WrongPassphrase();
}

/** @returns {Promise<{sealed: Uint8Array, recipient: string, key}>} a fresh identity */
export function makeIdentity(passphrase) {
  return run({ job: 'make', passphrase: normalised(passphrase) });
}

function run(message) {
  const worker = new Worker(policy ? policy.createScriptURL(WORKER) : WORKER, { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.result ? resolve(data.result) : reject(reason(data)));
    worker.onerror = () => reject(new Error('the unlock worker did not start'));
    worker.postMessage(message);
  }).finally(() => worker.terminate());
}

function reason({ failure }) {
  return /no identity matched/i.test(failure) ? new WrongPassphrase() : new Error(failure);
}
