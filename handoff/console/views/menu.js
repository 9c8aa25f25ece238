// A few rarer things behind one button. A disclosure, no ARIA menu: inside are ordinary buttons,
// reached with Tab; Escape and a click elsewhere close it.
import { html, useEffect, useRef } from '../vendor/ui.min.js';

/** `end`: it opens towards the beginning of the line. */
export function Menu({ testid, label, end, children }) {
  const details = useRef(null);
  useEffect(() => {
    const shut = (event) => {
      const away = event.type === 'click' && !details.current?.contains(event.target);
      if (away || event.key === 'Escape') close(details.current, event.key === 'Escape');
    };
    document.addEventListener('click', shut);
    document.addEventListener('keydown', shut);
    return () => {
      document.removeEventListener('click', shut);
      document.removeEventListener('keydown', shut);
    };
  }, []);
  return html`<details class=${end ? 'menu end' : 'menu'} ref=${details} data-testid=${testid}>
    <summary>${label}</summary>
    <div class="menu-list" onClick=${() => close(details.current, true)}>${children}</div>
  </details>`;
}

/** Opens a menu and goes to its first entry. @returns whether there is such a menu */
export function openMenu(testid) {
  const details = document.querySelector(`details[data-testid="${testid}"]`);
  if (!details) return false;
  details.open = true;
  details.querySelector('button')?.focus();
  return true;
}

function close(details, back = false) {
  if (!details?.open) return;
  details.open = false;
  if (back) details.querySelector('summary').focus();
}
