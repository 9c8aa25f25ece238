// A case leaves the desk: printed, as a sealed archive, or for the resident to carry along.
import { html, useState } from '../vendor/ui.min.js';
import { announce } from '../announce.js';
import { isRecipient, saveArchive, saveBundle } from '../export-case.js';
import { newPassphrase } from '../passphrase.js';
import { t } from '../words.js';
import { Panel } from './panel.js';
import { Field, Trouble, useDeed } from './parts.js';

export function PanelExport({ book }) {
  return html`<${Panel} name="export" title=${t('export.title')}>
    <p class="quiet">${t('export.why')}</p>
    <h3>${t('export.print')}</h3>
    <p><a href=${`#/print/${encodeURIComponent(book.id)}`} data-testid="to-print">${t('export.to_print')}</a></p>
    <${Bundle} book=${book} />
    <${Archive} book=${book} />
  <//>`;
}

function Bundle({ book }) {
  const [phrase, set] = useState(null);
  const [busy, trouble, run] = useDeed();
  const make = () =>
    run(async () => {
      const words = newPassphrase();
      set(null);
      await saveBundle(book, words);
      set(words);
      announce(t('export.saved'));
    });
  return html`<section aria-labelledby="export-bundle">
    <h3 id="export-bundle">${t('export.bundle')}</h3>
    <p class="hint">${t('export.bundle_why')}</p>
    <div class="row">
      <button type="button" data-testid="export-bundle-go" disabled=${busy} onClick=${make}>
        ${busy ? t('export.sealing') : t('export.bundle_go')}
      </button>
    </div>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${phrase && html`<${Told} phrase=${phrase} why=${t('export.bundle_told')} onDone=${() => set(null)} />`}
  </section>`;
}

function Archive({ book }) {
  const [how, choose] = useState('passphrase');
  const [recipient, setRecipient] = useState('');
  const [internal, setInternal] = useState(true);
  const [wrong, setWrong] = useState(false);
  const [phrase, set] = useState(null);
  const [busy, trouble, run] = useDeed();
  const make = (event) => {
    event.preventDefault();
    const to = recipient.trim();
    setWrong(how === 'recipient' && !isRecipient(to));
    if (how === 'recipient' && !isRecipient(to)) return;
    run(async () => {
      const words = how === 'passphrase' ? newPassphrase() : null;
      set(null);
      await saveArchive(book, { internal, ...(words ? { passphrase: words } : { recipient: to }) });
      set(words);
      announce(t('export.saved'));
    });
  };
  const way = (value) =>
    html`<label class="check">
      <input
        type="radio"
        name="export-how"
        value=${value}
        data-testid=${`export-${value}`}
        checked=${how === value}
        onChange=${() => choose(value)}
      />
      <span>${t(`export.for_${value}`)}</span>
    </label>`;
  return html`<form aria-labelledby="export-archive" onSubmit=${make}>
    <h3 id="export-archive">${t('export.archive')}</h3>
    <p class="hint">${t('export.archive_why')}</p>
    <fieldset>
      <legend>${t('export.opens')}</legend>
      ${way('passphrase')} ${way('recipient')}
    </fieldset>
    ${
      how === 'recipient' &&
      html`<${Field}
        id="export-to"
        label=${t('export.recipient')}
        hint=${t('export.recipient_hint')}
        error=${wrong && t('export.recipient_wrong')}
        testid="export-to"
        value=${recipient}
        onInput=${(typed) => setRecipient(typed.currentTarget.value)}
      />`
    }
    <label class="check">
      <input
        type="checkbox"
        data-testid="export-internal"
        checked=${internal}
        onChange=${() => setInternal(!internal)}
      />
      <span>${t('export.with_notes')}</span>
    </label>
    <div class="row">
      <button type="submit" data-testid="export-archive-go" disabled=${busy}>
        ${busy ? t('export.sealing') : t('export.archive_go')}
      </button>
    </div>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${phrase && html`<${Told} phrase=${phrase} why=${t('export.archive_told')} onDone=${() => set(null)} />`}
  </form>`;
}

/** Shown once; nothing keeps it. */
function Told({ phrase, why, onDone }) {
  return html`<div class="notice good" role="status">
    <p>${why}</p>
    <p class="phrase" data-testid="export-phrase" lang="de">${phrase}</p>
    <p class="quiet">${t('export.opened_by')}</p>
    <button type="button" onClick=${onDone}>${t('export.phrase_gone')}</button>
  </div>`;
}
