// How one is told that something waits.
import { html, useState } from '../vendor/ui.min.js';
import { canShow, notifyNow, wishNotices, wishSound, wishes } from '../notices-desktop.js';
import { t } from '../words.js';
import { NoticeSettings } from './notice-settings.js';
import { OwnTabs } from './own-tabs.js';
import { Title, Trouble } from './parts.js';

export function Notices() {
  return html`
    <${OwnTabs} />
    <${Title}>${t('notices.title')}<//>
    <${InThisBrowser} />
    <${NoticeSettings} />
  `;
}

function InThisBrowser() {
  const [denied, deny] = useState(false);
  const { show, sound } = wishes;
  const wish = async (event) => {
    const box = event.target;
    deny(!(await wishNotices(box.checked)));
    box.checked = show.value;
  };
  return html`<section class="card" aria-labelledby="notices-here">
    <h2 id="notices-here">${t('notices.here')}</h2>
    <p>${t('notices.here_why')}</p>
    ${denied && html`<${Trouble} text=${t('notices.denied')} testid="notices-denied" />`}
    ${canShow() || html`<p class="quiet">${t('notices.none')}</p>`}
    <label class="check">
      <input
        type="checkbox"
        data-testid="notices-show"
        checked=${show.value}
        disabled=${!canShow()}
        onChange=${wish}
      />
      ${t('notices.show')}
    </label>
    <label class="check">
      <input
        type="checkbox"
        data-testid="notices-sound"
        checked=${sound.value}
        onChange=${(event) => wishSound(event.target.checked)}
      />
      ${t('notices.sound')}
    </label>
    <p>
      <button
        type="button"
        data-testid="notices-try"
        disabled=${!show.value && !sound.value}
        onClick=${notifyNow}
      >
        ${t('notices.try')}
      </button>
    </p>
  </section>`;
}
