// The one thing this tab remembers: the token of its conversation. It lives in sessionStorage, so
// that a reload goes on and a new tab, or the next person at this phone, begins anew.

const NAME = "lotse";
let inMemory = null; // where the browser forbids storage, a reload begins anew

export function token() {
  try {
    return sessionStorage.getItem(NAME) || inMemory;
  } catch {
    return inMemory;
  }
}

export function keepToken(value) {
  inMemory = value;
  try {
    sessionStorage.setItem(NAME, value);
  } catch {
    // kept in memory
  }
}

export function forgetToken() {
  inMemory = null;
  try {
    sessionStorage.clear();
  } catch {
    // nothing was stored
  }
}
