// j, k, arrows and c in the queue.
import { useEffect } from '../vendor/ui.min.js';
import { useKeys } from '../shortcuts.js';

const ROW = '[data-testid="case-row"]';

/**
 * @param list ref of the list whose links are the rows
 * @param {(id: string) => void} claim
 */
export function useQueueKeys(list, claim) {
  useKeys({
    j: () => move(list.current, 1),
    k: () => move(list.current, -1),
    c: () => here() && claim(here().dataset.id),
  });
  useEffect(() => {
    // Arrows scroll the page unless a row has the focus; no letters, so they are never off.
    const press = (event) => {
      const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!way || !here() || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      move(list.current, way);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}

const here = () => document.activeElement?.closest?.(ROW);

function move(list, way) {
  const links = [...(list?.querySelectorAll(ROW) ?? [])];
  const from = links.indexOf(here());
  const to = from < 0 ? 0 : Math.min(Math.max(from + way, 0), links.length - 1);
  links[to]?.focus();
}
