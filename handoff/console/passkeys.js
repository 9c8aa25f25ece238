// Passkeys. One gesture signs in and unlocks: the authenticator's PRF extension yields 32 secret
// bytes for the desk's fixed salt, from which the worker derives the key that opens the identity.
// The output never leaves this browser: `toJSON` contains it, so it is stripped before sending.

/**
 * `code` says what happened: "none" (the browser knows no passkeys), "cancelled" (or timed out),
 * "taken" (this device has one already), "host" (the address is another one than at the making),
 * "no_prf" (the key can sign in but not open).
 */
export class PasskeyTrouble extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const CODES = {
  NotAllowedError: 'cancelled',
  AbortError: 'cancelled',
  InvalidStateError: 'taken',
  SecurityError: 'host',
  NotSupportedError: 'none',
};

export const passkeysHere = () =>
  typeof globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function' &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function';

/**
 * Signs the server's challenge with any passkey of this address.
 * @returns {Promise<{credential, prf: Uint8Array | null}>}
 * @throws {PasskeyTrouble}
 */
export async function usePasskey({ options, salt }) {
  const publicKey = parse('parseRequestOptionsFromJSON', options);
  publicKey.extensions = { ...publicKey.extensions, ...prfWith(salt) };
  const credential = await gesture(() => navigator.credentials.get({ publicKey }));
  return { credential: bare(credential), prf: prfOf(credential) };
}

/**
 * Makes a passkey on a device or key of the person's choice.
 * @returns {Promise<{credential, id: ArrayBuffer, prf: Uint8Array | null}>} without `prf` the
 *   authenticator wants one more gesture for it: `prfAgain`
 * @throws {PasskeyTrouble} "no_prf" too: it could not open the identity, so it is of no use
 */
export async function newPasskey({ options, salt }) {
  const publicKey = parse('parseCreationOptionsFromJSON', options);
  publicKey.extensions = { ...publicKey.extensions, ...prfWith(salt) };
  const credential = await gesture(() => navigator.credentials.create({ publicKey }));
  const prf = prfOf(credential);
  if (!prf && !credential.getClientExtensionResults().prf?.enabled) {
    throw new PasskeyTrouble('no_prf');
  }
  return { credential: bare(credential), id: credential.rawId, prf };
}

/** The PRF output of a passkey just made. Nobody checks the signature: the challenge is our own. */
export async function prfAgain(id, { options, salt }) {
  const publicKey = {
    challenge: crypto.getRandomValues(new Uint8Array(32)),
    rpId: options.rp.id,
    userVerification: 'required',
    allowCredentials: [{ type: 'public-key', id }],
    extensions: prfWith(salt),
  };
  const prf = prfOf(await gesture(() => navigator.credentials.get({ publicKey })));
  if (!prf) throw new PasskeyTrouble('no_prf');
  return prf;
}

function parse(how, options) {
  if (!passkeysHere()) throw new PasskeyTrouble('none');
  return PublicKeyCredential[how](options);
}

const prfWith = (salt) => ({ prf: { eval: { first: fromBase64Url(salt) } } });

function prfOf(credential) {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  return first ? new Uint8Array(first) : null;
}

function bare(credential) {
  return { ...credential.toJSON(), clientExtensionResults: {} };
}

async function gesture(ask) {
  let credential = null;
  try {
    credential = await ask();
  } catch (error) {
    if (error.name in CODES) throw new PasskeyTrouble(CODES[error.name]);
    throw error;
  }
  if (!credential) throw new PasskeyTrouble('cancelled');
  return credential;
}

function fromBase64Url(text) {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(plain), (char) => char.charCodeAt(0));
}
