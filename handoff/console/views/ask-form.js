// A question that wants more than yes or no: a form in front of everything else; Escape means no.
import { html, useEffect, useRef } from '../vendor/ui.min.js';
import { t } from '../words.js';

/**
 * @param ready whether the answer is complete
 * @param onYes called when the form is sent
 */
export function AskForm({ title, yes, testid, danger, ready = true, onYes, onNo, children }) {
  const dialog = useRef(null);
  useEffect(() => {
    const element = dialog.current;
    element.showModal();
    return () => element.close();
  }, []);
  const submit = (event) => {
    event.preventDefault();
    if (ready) onYes();
  };
  return html`<dialog ref=${dialog} aria-labelledby="ask-title" onCancel=${onNo}>
    <form onSubmit=${submit}>
      <h2 id="ask-title">${title}</h2>
      ${children}
      <div class="row ends">
        <button
          type="submit"
          class=${danger ? 'danger' : 'main'}
          data-testid=${testid}
          disabled=${!ready}
        >
          ${yes}
        </button>
        <button type="button" onClick=${onNo}>${t('cancel')}</button>
      </div>
    </form>
  </dialog>`;
}

/** A choice of one. @param options [{value, text, hint, disabled}] */
export function Choose({ name, legend, options, value, onChoose }) {
  return html`<fieldset>
    <legend>${legend}</legend>
    ${options.map(
      (one) =>
        html`<label key=${one.value} class="check">
          <input
            type="radio"
            name=${name}
            value=${one.value}
            checked=${value === one.value}
            disabled=${one.disabled}
            data-testid=${`${name}-${one.value}`}
            onChange=${() => onChoose(one.value)}
          />
          <span dir="auto">${one.text}</span>
          ${one.hint && html`<span class="quiet">${one.hint}</span>`}
        </label>`,
    )}
  </fieldset>`;
}
