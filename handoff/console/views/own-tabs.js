// The pages that are about oneself.
import { html } from '../vendor/ui.min.js';
import { OWN, holdsKeys, route } from '../state.js';
import { t } from '../words.js';

/** Absences and notices are for those who work cases. */
export function OwnTabs() {
  if (!holdsKeys.value) return null;
  return html`<nav class="tabs" aria-label=${t('own.tabs')}>
    ${OWN.map(
      (name) =>
        html`<a
          key=${name}
          href=${`#/${name}`}
          data-testid=${`own-${name}`}
          aria-current=${route.value.view === name ? 'page' : undefined}
        >
          ${t(`own.${name}`)}
        </a>`,
    )}
  </nav>`;
}
