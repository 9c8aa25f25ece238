// Where a counsellor's identity is text. scrypt takes a second or two and 256 MiB; here it cannot
// freeze the page. The page itself only gets a key that cannot be read out, and age files. A worker
// serves one person for one errand and is then ended, so that nothing stays behind.
import {
  Decrypter,
  Encrypter,
  bech32,
  generateX25519Identity,
  identityToRecipient,
} from '/post/vendor/age.min.js';
import { keyFrom, recipientOf } from '/post/sealing.js';

const LOG_N = 18;
const PASSKEY_INFO = new TextEncoder().encode('lotse desk passkey v1');

let identity = null;

const jobs = {
  async make({ passphrase }) {
    identity = await generateX25519Identity();
    const sealed = await sealedForPassphrase(passphrase);
    return { sealed, recipient: await recipientOf(identity), key: await keyFrom(identity) };
  },
  async openByPassphrase({ sealed, passphrase }) {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    return opened(decrypter, sealed);
  },
  async openByPasskey({ sealed, prf }) {
    const decrypter = new Decrypter();
    decrypter.addIdentity(await passkeyIdentity(prf));
    return opened(decrypter, sealed);
  },
  async sealForPassphrase({ passphrase }) {
    return { sealed: await sealedForPassphrase(passphrase) };
  },
  /** A whole file for somebody who knows the words; nobody's identity is in play here. */
  async sealFile({ passphrase, content }) {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    encrypter.setScryptWorkFactor(LOG_N);
    return { sealed: await encrypter.encrypt(content) };
  },
  async sealForPasskey({ prf }) {
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(await passkeyIdentity(prf)));
    return { sealed: await encrypter.encrypt(identity) };
  },
};

async function opened(decrypter, sealed) {
  identity = await decrypter.decrypt(sealed, 'text');
  return { key: await keyFrom(identity) };
}

async function sealedForPassphrase(passphrase) {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(LOG_N);
  return encrypter.encrypt(identity);
}

/** The X25519 identity that belongs to a passkey: derived from its PRF output, stored nowhere. */
async function passkeyIdentity(prf) {
  const secret = await crypto.subtle.importKey('raw', prf, 'HKDF', false, ['deriveBits']);
  const way = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: PASSKEY_INFO };
  const bytes = new Uint8Array(await crypto.subtle.deriveBits(way, secret, 256));
  return bech32.encodeFromBytes('age-secret-key-', bytes).toUpperCase();
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ result: await jobs[data.job](data) });
  } catch (error) {
    self.postMessage({ failure: String(error?.message ?? error) });
  }
};
