// The sheet that shows all keys, and the switch for single letters.
import { html, signal, useEffect, useRef } from '../vendor/ui.min.js';
import { keysOn } from '../shortcuts.js';
import { t } from '../words.js';

/** [where, [[keys, words], …]]; "mod" is Ctrl or Cmd, two keys with a space follow each other. */
export const SHORTCUTS = [
  [
    'everywhere',
    [
      ['?', 'help'],
      ['/', 'search'],
      ['mod+k', 'search'],
      ['g q', 'to_queue'],
    ],
  ],
  [
    'list',
    [
      ['j', 'down'],
      ['k', 'up'],
      ['Enter', 'enter'],
      ['c', 'claim'],
    ],
  ],
  [
    'case',
    [
      ['r', 'reply'],
      ['mod+Enter', 'send'],
      [':', 'canned'],
      ['n', 'note'],
      ['c', 'claim'],
      ['a', 'act'],
      ['u', 'back'],
    ],
  ],
];

const shown = signal(false);

export function showKeys() {
  shown.value = true;
}

export function KeysHelp() {
  return shown.value ? html`<${Sheet} />` : null;
}

function Sheet() {
  const dialog = useRef(null);
  const shut = () => {
    shown.value = false;
  };
  useEffect(() => {
    const element = dialog.current;
    element.showModal();
    return () => element.close();
  }, []);
  return html`<dialog
    ref=${dialog}
    class="sheet"
    aria-labelledby="keys-help"
    data-testid="keys-help"
    onCancel=${shut}
  >
    <h2 id="keys-help">${t('keys_help.title')}</h2>
    <div class="key-groups">${SHORTCUTS.map(([where, keys]) => html`<${Group} key=${where} where=${where} keys=${keys} />`)}</div>
    <label class="check">
      <input
        type="checkbox"
        data-testid="keys-on"
        checked=${keysOn.value}
        aria-describedby="keys-letters"
        onChange=${(event) => {
          keysOn.value = event.target.checked;
        }}
      />
      ${t('keys_help.letters')}
    </label>
    <p class="quiet" id="keys-letters">${t('keys_help.letters_why')}</p>
    <p class="row ends">
      <button type="button" class="main" data-testid="keys-close" onClick=${shut}>
        ${t('keys_help.close')}
      </button>
      <${GuideLink} />
    </p>
  </dialog>`;
}

/** The guide opens beside the desk: leaving the page would lock it. */
export function GuideLink() {
  return html`<a href="guide.html" target="_blank" rel="noopener" data-testid="guide">
    ${t('keys_help.guide')}<span class="unseen"> ${t('keys_help.new_tab')}</span>
  </a>`;
}

function Group({ where, keys }) {
  return html`<section>
    <h3>${t(`key.in_${where}`)}</h3>
    <dl class="keys">
      ${keys.map(
        ([combination, words]) =>
          html`<div key=${combination}>
            <dt><${Combination} of=${combination} /></dt>
            <dd>${t(`key.${words}`)}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

const capital = (key) => key[0].toUpperCase() + key.slice(1);

function Combination({ of }) {
  if (of.startsWith('mod+')) {
    return html`<kbd>${t('keys_help.ctrl')}</kbd> + <kbd>${capital(of.slice('mod+'.length))}</kbd>`;
  }
  const [one, two] = of.split(' ');
  return two ? html`<kbd>${one}</kbd> ${t('keys_help.then')} <kbd>${two}</kbd>` : html`<kbd>${one}</kbd>`;
}
