// What this tab remembers: the token of its conversation and, on the safe line, the key of its vault.
// It lives in sessionStorage, so that a reload goes on and a new tab, or the next person at this
// phone, begins anew.

const TOKEN = "lotse";
const VAULT_KEY = "lotse-vault";
const inMemory = new Map(); // where the browser forbids storage, a reload begins anew

export const token = () => read(TOKEN);
export const keepToken = (value) => keep(TOKEN, value);

/** The key of what the browser seals for itself; null before there was anything to seal. */
export const vaultKey = () => read(VAULT_KEY);
export const keepVaultKey = (value) => keep(VAULT_KEY, value);

/** The conversation's token and all that belongs to it. */
export function forgetToken() {
  inMemory.clear();
  try {
    sessionStorage.clear();
  } catch {
    // nothing was stored
  }
}

function read(name) {
  try {
    return sessionStorage.getItem(name) || inMemory.get(name) || null;
  } catch {
    return inMemory.get(name) ?? null;
  }
}

function keep(name, value) {
  inMemory.set(name, value);
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // kept in memory
  }
}
