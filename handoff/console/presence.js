// Tells the desk which case this page shows, so that colleagues see that somebody looks at it. The
// desk forgets it by itself soon after the page stops saying so.
import { post } from './api.js';
import { path } from './casebook.js';
import { unlocked } from './keyring.js';

const AGAIN_MS = 20_000; // the desk keeps it for 45 s

/** @returns the function that ends it */
export function lookAt(id) {
  const say = () => tell(id, !document.hidden);
  const timer = setInterval(() => !document.hidden && say(), AGAIN_MS);
  document.addEventListener('visibilitychange', say);
  say();
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', say);
    tell(id, false);
  };
}

/** Nothing depends on it: whoever cannot be reached is not told. */
function tell(id, here) {
  if (unlocked.value) post(`cases/${path(id)}/look`, { here }).catch(() => {});
}
