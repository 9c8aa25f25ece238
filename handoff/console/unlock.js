// The page's side of the counsellor's identity: making it, opening it, sealing it anew. The text of
// the identity stays in a worker; a Keeper is one worker that has it.
import { normalised } from './passphrase.js';

/** The passphrase does not open this identity (or the name is unknown: both look the same). */
export class WrongPassphrase extends Error {}

/** The passkey is ours, but what it yields here does not open the identity. */
export class WrongPasskey extends Error {}

const WORKER = new URL('./unlock-worker.js', import.meta.url).href;

const policy = globalThis.trustedTypes?.createPolicy('lotse', {
  createScriptURL(url) {
    if (url !== WORKER) throw new TypeError('only the unlock worker is started from here');
    return url;
  },
});

const keepers = new Set();

/** Whatever is still held when the desk is locked is held no longer. */
export function endKeepers() {
  for (const keeper of keepers) keeper.end();
}

/** Holds an opened identity in a worker until `end`. */
class Keeper {
  #worker = new Worker(policy ? policy.createScriptURL(WORKER) : WORKER, { type: 'module' });

  constructor() {
    keepers.add(this);
  }

  /** @returns {Promise<Uint8Array>} the identity as an age file for a new passphrase */
  async sealForPassphrase(passphrase) {
    const job = { job: 'sealForPassphrase', passphrase: normalised(passphrase) };
    return (await this.run(job)).sealed;
  }

  /** @returns {Promise<Uint8Array>} the identity as an age file for a passkey's PRF output */
  async sealForPasskey(prf) {
    return (await this.run({ job: 'sealForPasskey', prf })).sealed;
  }

  end() {
    this.#worker.terminate();
    keepers.delete(this);
  }

  run(message) {
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => (data.result ? resolve(data.result) : reject(reason(data)));
      worker.onerror = () => reject(new Error('the unlock worker did not start'));
      worker.postMessage(message);
    });
  }
}

/**
 * A fresh identity. The keeper can seal it for a passkey as well; whoever takes it ends it.
 * @returns {Promise<{sealed: Uint8Array, recipient: string, key, keeper: Keeper}>}
 */
export async function makeIdentity(passphrase) {
  return kept({ job: 'make', passphrase: normalised(passphrase) });
}

/**
 * @param {Uint8Array} sealed age file for the passphrase or for the passkey
 * @param opener {passphrase} or {prf}
 * @returns {Promise<{key, keeper: Keeper}>}; whoever takes the keeper ends it
 * @throws {WrongPassphrase | WrongPasskey}
 */
export async function holdIdentity(sealed, { passphrase, prf }) {
  if (prf) {
    return kept({ job: 'openByPasskey', sealed, prf }).catch((error) => {
      throw error instanceof WrongPassphrase ? new WrongPasskey() : error;
    });
  }
  // Seven words are sealed in their normal form; a passphrase made elsewhere may have another.
  const forms = new Set([normalised(passphrase), passphrase.trim()]);
  for (const form of forms) {
    try {
      return await kept({ job: 'openByPassphrase', sealed, passphrase: form });
    } catch (error) {
      if (!(error instanceof WrongPassphrase)) throw error;
    }
  }
  throw new WrongPassphrase();
}

/** As `holdIdentity`, when only the key is wanted. */
export async function openIdentity(sealed, opener) {
  const { key, keeper } = await holdIdentity(sealed, opener);
  keeper.end();
  return key;
}

/**
 * A file for whoever knows the passphrase, as any age program opens it.
 * @param {Uint8Array} content
 * @returns {Promise<Uint8Array>}
 */
export async function sealForPassphrase(content, passphrase) {
  const job = { job: 'sealFile', passphrase: normalised(passphrase), content };
  const { sealed, keeper } = await kept(job);
  keeper.end();
  return sealed;
}

async function kept(job) {
  const keeper = new Keeper();
  try {
    return { ...(await keeper.run(job)), keeper };
  } catch (error) {
    keeper.end();
    throw error;
  }
}

function reason({ failure }) {
  return /no identity matched/i.test(failure) ? new WrongPassphrase() : new Error(failure);
}
