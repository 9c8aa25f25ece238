// Small parts that every view uses.
import { html, useEffect, useRef, useState } from '../vendor/ui.min.js';
import { pageTitle } from '../page-title.js';
import { t } from '../words.js';

/** The view's heading. Takes the focus when the view appears: screen readers start there. */
export function Title({ children }) {
  const heading = useRef(null);
  useEffect(() => heading.current.focus({ preventScroll: true }), []);
  useEffect(() => {
    pageTitle.value = `${heading.current.textContent} · ${t('title')}`;
  });
  return html`<h1 ref=${heading} tabindex="-1">${children}</h1>`;
}

/** Something went wrong: what happened and what to do, and perhaps a button that does it. */
export function Trouble({ text, testid, children }) {
  return html`<div class="notice bad" role="alert" data-testid=${testid}>
    <p>${text}</p>
    ${children}
  </div>`;
}

export function Good({ text }) {
  return html`<p class="notice good" role="status">${text}</p>`;
}

/** A labelled input with its hint and its error tied to it. */
export function Field({ id, label, hint, error, testid, ...input }) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    <input
      id=${id}
      data-testid=${testid}
      aria-describedby=${ids || undefined}
      aria-invalid=${error ? 'true' : undefined}
      required
      autocapitalize="none"
      spellcheck=${false}
      ...${input}
    />
    ${error && html`<p class="error" id=${`${id}-error`} role="alert">${error}</p>`}
  </div>`;
}

/** A question with two answers, in front of everything else; Escape means no. */
export function Ask({ title, yes, testid, danger, onYes, onNo, children }) {
  const dialog = useRef(null);
  useEffect(() => {
    const element = dialog.current;
    element.showModal();
    return () => element.close();
  }, []);
  return html`<dialog ref=${dialog} aria-labelledby="ask-title" onCancel=${onNo}>
    <h2 id="ask-title">${title}</h2>
    ${children}
    <div class="row">
      <button
        type="button"
        class=${danger ? 'danger' : 'main'}
        data-testid=${testid}
        onClick=${onYes}
      >
        ${yes}
      </button>
      <button type="button" onClick=${onNo}>${t('cancel')}</button>
    </div>
  </dialog>`;
}

/**
 * Runs one deed at a time.
 * @returns [busy, trouble, run]; trouble is the Error of the last run, or null
 */
export function useDeed() {
  const [state, set] = useState({ busy: false, trouble: null });
  const alive = useRef(true);
  useEffect(() => () => (alive.current = false), []);
  const run = async (deed) => {
    set({ busy: true, trouble: null });
    let trouble = null;
    try {
      await deed();
    } catch (error) {
      trouble = error;
    }
    if (alive.current) set({ busy: false, trouble });
  };
  return [state.busy, state.trouble, run];
}

export function Fingerprint({ text }) {
  return html`<code class="fingerprint" dir="ltr">
    ${text.split(' ').map((block, at) => html`<span key=${at}>${block}</span> `)}
  </code>`;
}
