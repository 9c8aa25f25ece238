// One section beside the conversation. Whether it stands open is remembered by this browser; its
// content is only made while it is open.
import { html, useState } from '../vendor/ui.min.js';
import { recall, remember } from '../memory.js';

/**
 * @param name of the panel, also its test id: `panel-NAME`
 * @param badge a short text beside the title (a number, a day), or nothing
 * @param open whether it stands open until somebody closes it
 */
export function Panel({ name, title, badge, open = false, children }) {
  const key = `lotse-desk-panel-${name}`;
  const [shown, setShown] = useState((recall('localStorage', key) ?? (open ? 'open' : '')) !== '');
  const toggled = (event) => {
    const now = event.currentTarget.open;
    if (now === shown) return;
    setShown(now);
    remember('localStorage', key, now ? 'open' : '');
  };
  return html`<details
    class="panel screen-only"
    id=${`panel-${name}`}
    data-testid=${`panel-${name}`}
    open=${shown}
    onToggle=${toggled}
  >
    <summary>
      <h2>${title}</h2>
      ${badge !== undefined && badge !== null && html`<span class="badge">${badge}</span>`}
    </summary>
    ${shown && html`<div class="panel-body">${children}</div>`}
  </details>`;
}

/** Opens a panel and goes to its first field. @returns whether there is such a panel */
export function openPanel(name) {
  const panel = document.getElementById(`panel-${name}`);
  if (!panel) return false;
  panel.open = true;
  panel.scrollIntoView({ block: 'nearest' });
  // Its content is made once it is open.
  setTimeout(() => (panel.querySelector('textarea, input, select, button') ?? panel.firstChild).focus(), 50);
  return true;
}
