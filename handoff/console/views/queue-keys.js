// j, k, arrows and c in the queue.
import { effect, signal, useEffect } from '../vendor/ui.min.js';
import { recall, remember } from '../memory.js';

const MEMORY = 'lotse-desk-keys';

export const keysOn = signal(recall('localStorage', MEMORY) !== 'off');

effect(() => remember('localStorage', MEMORY, keysOn.value ? 'on' : 'off'));

/**
 * @param rows ref of the list whose links are the rows
 * @param {(id: string) => void} claim
 */
export function useQueueKeys(rows, claim) {
  useEffect(() => {
    const press = (event) => onKey(event, rows.current, claim);
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}

function onKey(event, list, claim) {
  if (!list || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const here = document.activeElement?.closest?.('[data-testid="case-row"]');
  const way = direction(event.key, Boolean(here));
  if (way) {
    event.preventDefault();
    move(list, here, way);
  } else if (event.key === 'c' && keysOn.value && here) claim(here.dataset.id);
}

/** Arrows scroll the page unless a row has the focus; letters can be switched off. */
function direction(key, onRow) {
  if (keysOn.value && key === 'j') return 1;
  if (keysOn.value && key === 'k') return -1;
  if (onRow && key === 'ArrowDown') return 1;
  return onRow && key === 'ArrowUp' ? -1 : 0;
}

function move(list, here, way) {
  const links = [...list.querySelectorAll('[data-testid="case-row"]')];
  const from = links.indexOf(here);
  const to = from < 0 ? 0 : Math.min(Math.max(from + way, 0), links.length - 1);
  links[to]?.focus();
}

const typing = (element) =>
  element.matches?.('input:not([type=checkbox]), textarea, select, dialog *');
