// The title of the tab: what the page shows, and before it how many cases wait for us.
import { effect, signal } from './vendor/ui.min.js';

export const pageTitle = signal('');
/** How many cases wait for us that are not on the screen. */
export const waiting = signal(0);

effect(() => {
  const many = waiting.value ? `(${waiting.value}) ` : '';
  if (pageTitle.value) document.title = many + pageTitle.value;
});
