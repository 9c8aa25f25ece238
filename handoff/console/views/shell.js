// What stands around every view: the demo banner, the head, the notices.
import { html, useEffect, useRef, useState } from '../vendor/ui.min.js';
import { anythingUnsent } from '../drafts.js';
import { unlocked } from '../keyring.js';
import { passedOn, passingTrouble } from '../rewraps.js';
import { lock, locksSoon, signOut } from '../session.js';
import { lastList } from '../queue-address.js';
import { useKeys } from '../shortcuts.js';
import { OWN, areas, go, holdsKeys, me, online, route, server } from '../state.js';
import { choose, lang, t } from '../words.js';
import { GuideLink, KeysHelp, showKeys } from './keys-help.js';
import { Menu } from './menu.js';
import { NotReady } from './not-ready.js';
import { Ask, Trouble, useDeed } from './parts.js';
import { Search, showSearch } from './search.js';

/** Views with two columns, or with rows that need the space. */
const WIDE = new Set(['case', 'open', 'closed']);

export function Shell({ children }) {
  // Joining goes on to its end: nothing leads away from it.
  const inside = me.value && unlocked.value && route.value.view !== 'invitation';
  const offline = inside && online.value === false;
  return html`
    <a class="skip" href="#main" onClick=${toMain}>${t('skip')}</a>
    <header>
      ${server.value?.demo && html`<p class="demo" data-testid="demo-banner">${t('demo')}</p>`}
      <p class="brand">
        <span class="ship" aria-hidden="true"></span>Lotse <span>${t('desk')}</span>
      </p>
      ${inside && html`<${Areas} />`}
      <div class="row tools">
        ${inside && holdsKeys.value && html`<${Finding} />`}
        ${inside ? html`<${Person} />` : html`<${Language} />`}
      </div>
    </header>
    <main id="main" tabindex="-1" class=${WIDE.has(route.value.view) ? 'wide' : undefined}>
      ${offline && html`<p class="notice warn" role="status">${t('offline')}</p>`}
      ${locksSoon.value && html`<p class="notice warn" role="alert">${t('locks_soon')}</p>`}
      ${inside && html`<${NotReady} />`} ${children}
      ${inside && html`<${KeysPassedOn} />`}
    </main>
    ${inside && holdsKeys.value && html`<${KeysHelp} /><${Search} />`}
  `;
}

/** Searching, and the sheet of keys; both have keys themselves. */
function Finding() {
  useKeys({
    '?': showKeys,
    '/': showSearch,
    'mod+k': showSearch,
    'g q': () => go(lastList().slice(1)),
  });
  return html`<button
    type="button"
    class="plain"
    data-testid="open-search"
    onClick=${showSearch}
  >
    ${t('search.open')}
  </button>`;
}

function Areas() {
  const { view } = route.value;
  const here = areas.value.includes(view) || OWN.includes(view) ? view : 'cases';
  const bar = useRef(null);
  // On a narrow screen the areas are wider than their row: the present one stays in sight.
  useEffect(() => {
    const link = bar.current.querySelector('[aria-current]');
    if (link) bar.current.scrollLeft = link.offsetLeft - bar.current.offsetLeft;
  }, [here]);
  const link = (area) =>
    html`<a
      key=${area}
      href=${`#/${area}`}
      aria-current=${here === area ? 'page' : undefined}
      data-testid=${`nav-${area}`}
    >
      ${t(`nav.${area}`)}
    </a>`;
  return html`<nav ref=${bar} aria-label=${t('nav')}>${areas.value.map(link)}</nav>`;
}

/** What keys were passed on to colleagues by the way, said quietly at the page's foot. */
function KeysPassedOn() {
  const n = passedOn.value.size;
  const trouble = passingTrouble.value;
  if (trouble) {
    const why = trouble.code === 'forged' ? t('staff.forged') : trouble.message;
    return html`<p class="notice warn" role="status">${t('rewraps.trouble', { why })}</p>`;
  }
  return html`<p class="quiet foot" role="status" data-testid="passed-on" data-n=${n}>
    ${n > 0 && t('rewraps.done', { n })}
  </p>`;
}

function Person() {
  const [asking, ask] = useState(false);
  const [busy, trouble, run] = useDeed();
  const leave = () => {
    ask(false);
    run(signOut);
  };
  const name = me.value.shown_name;
  const label = html`<span class="unseen">${t('signed_in_as', { name })}</span>
    <span class="person" aria-hidden="true" dir="auto">${name}</span>`;
  return html`
    <button type="button" class="plain" data-testid="lock" onClick=${lock}>${t('lock')}</button>
    <${Menu} testid="person-menu" label=${label} end>
      <a
        href="#/keys"
        aria-current=${OWN.includes(route.value.view) ? 'page' : undefined}
        data-testid="nav-keys"
      >
        ${t('own.tabs')}
      </a>
      ${
        holdsKeys.value &&
        html`<button type="button" data-testid="open-keys" onClick=${showKeys}>
          ${t('keys_help.open')}
        </button>`
      }
      <${GuideLink} />
      <${Language} />
      <button
        type="button"
        data-testid="sign-out"
        disabled=${busy}
        onClick=${() => (anythingUnsent() ? ask(true) : leave())}
      >
        ${t('sign_out')}
      </button>
    <//>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${
      asking &&
      html`<${Ask}
        title=${t('sign_out')}
        yes=${t('sign_out.anyway')}
        danger
        onYes=${leave}
        onNo=${() => ask(false)}
      >
        <p>${t('sign_out.ask')}</p>
      <//>`
    }
  `;
}

function Language() {
  return html`<button type="button" class="plain" lang=${other()} onClick=${() => choose(other())}>
    ${t('language.other')}
  </button>`;
}

const other = () => (lang.value === 'de' ? 'en' : 'de');

/** The fragment is the desk's address, so the link must not change it. */
function toMain(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}
