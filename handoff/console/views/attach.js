// A photo or a document for the resident. Only on the safe line: there their own page opens it.
// Into a messenger no file goes, and the box says so instead of offering a button.
import { html, useRef, useState } from '../vendor/ui.min.js';
import { checked, forSending } from '../attachments.js';
import { outgoingOf } from '../drafts.js';
import { onSafeLine } from '../readers.js';
import { sendFile } from '../replies.js';
import { t } from '../words.js';
import { Trouble } from './parts.js';

export function Attach({ book }) {
  const input = useRef(null);
  const [trouble, setTrouble] = useState('');
  if (!onSafeLine(book.id)) return html`<p class="quiet">${t('attach.not_here')}</p>`;
  const busy = Boolean(outgoingOf(book.id).value);
  const take = async ({ target }) => {
    const [file] = target.files;
    target.value = '';
    if (!file) return;
    try {
      const { kind, body } = await forSending(file);
      // What the resident's page would refuse is not sent at all.
      if (!checked(kind, body)) throw new Error('odd');
      setTrouble('');
      await sendFile(book.id, kind, body, 'de');
    } catch (error) {
      setTrouble(t(error.message === 'large' ? 'attach.large' : 'attach.odd'));
    }
  };
  return html`<div class="attach">
    <input
      ref=${input}
      type="file"
      accept="image/*,application/pdf"
      class="unseen"
      tabindex="-1"
      aria-hidden="true"
      data-testid="attach-file"
      onChange=${take}
    />
    <button
      type="button"
      data-testid="attach"
      disabled=${busy}
      onClick=${() => input.current.click()}
    >
      ${t('attach.button')}
    </button>
    <span class="quiet">${t('attach.hint')}</span>
    ${trouble && html`<${Trouble} text=${trouble} testid="attach-trouble" />`}
  </div>`;
}
