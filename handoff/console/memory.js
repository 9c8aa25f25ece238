// Small conveniences that a browser may remember. One that forbids storage simply forgets them.

/** @returns the remembered text, or null */
export function recall(store, key) {
  try {
    return globalThis[store].getItem(key);
  } catch {
    return null;
  }
}

/** `null` forgets. */
export function remember(store, key, text) {
  try {
    if (text === null) globalThis[store].removeItem(key);
    else globalThis[store].setItem(key, text);
  } catch {
    // Nothing depends on it.
  }
}
