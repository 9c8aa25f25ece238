// The documentation: one field after the other, saved by itself when nobody has touched it for a
// while. What the answers suggest is marked as a suggestion until somebody takes it over.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import {
  loadScheme,
  missing,
  recordOf,
  saveNow,
  schemeOf,
  shown,
  suggested,
  touch,
  unsavedOf,
} from '../record.js';
import { lang, t } from '../words.js';
import { Panel } from './panel.js';
import { Trouble } from './parts.js';

export function PanelRecord({ book }) {
  const { team } = book.facts.value;
  const scheme = schemeOf(team).value;
  const lacks = scheme && missing(recordOf(book), scheme).length;
  const badge = scheme ? (lacks ? t('record.lacks', { n: lacks }) : t('record.whole')) : null;
  useEffect(() => {
    loadScheme(team).catch(() => {});
  }, []);
  return html`<${Panel} name="record" title=${t('record.title')} badge=${badge}>
    ${scheme ? html`<${Form} book=${book} scheme=${scheme} />` : html`<${Loading} team=${team} />`}
  <//>`;
}

function Loading({ team }) {
  const [trouble, set] = useState(null);
  const load = () => loadScheme(team).then(() => set(null), set);
  useEffect(() => {
    load();
  }, []);
  if (!trouble) return html`<p class="quiet" role="status">${t('loading')}</p>`;
  return html`<${Trouble} text=${trouble.message}>
    <button type="button" onClick=${load}>${t('again')}</button>
  <//>`;
}

function Form({ book, scheme }) {
  const unsaved = unsavedOf(book.id).value;
  const change = (changes) => touch(book.id, changes);
  useEffect(() => () => saveNow(book.id), []);
  const hints = suggested(book, scheme);
  const saved = recordOf(book);
  const record = { ...saved, fields: { ...saved.fields, ...unsaved.changes } };
  const open = scheme.fields.filter(
    (field) => record.fields[field.id] === undefined && hints[field.id],
  );
  const takeOver = () =>
    change(Object.fromEntries(open.map(({ id, many }) => [id, many ? hints[id] : hints[id][0]])));
  const view = (field) =>
    html`<${FieldOf}
      key=${field.id}
      field=${field}
      now=${shown(record, hints, field)}
      onChange=${(value) => change({ [field.id]: value })}
    />`;
  const optional = scheme.fields.filter(({ needed }) => !needed);
  return html`
    ${
      open.length > 0 &&
      html`<p class="row">
        <button type="button" data-testid="take-over" onClick=${takeOver}>
          ${t('record.take_over', { n: open.length })}
        </button>
      </p>`
    }
    ${scheme.fields.filter(({ needed }) => needed).map(view)}
    ${
      optional.length > 0 &&
      html`<h3>${t('record.optional')}</h3>
        <p class="hint">${t('record.optional_why')}</p>`
    }
    ${optional.map(view)}
    <${Saved} id=${book.id} state=${unsaved} />
  `;
}

function Saved({ id, state: { status, why } }) {
  if (status === 'trouble') {
    return html`<${Trouble} text=${t('record.trouble', { why })}>
      <button type="button" onClick=${() => saveNow(id)}>${t('again')}</button>
    <//>`;
  }
  return html`<p class="quiet" role="status" data-testid="record-state" data-status=${status}>
    ${status !== 'idle' && t(`record.${status}`)}
  </p>`;
}

function FieldOf({ field, now, onChange }) {
  const View = field.many ? Several : OneOf;
  return html`<${View} field=${field} now=${now} onChange=${onChange} />`;
}

function OneOf({ field, now, onChange }) {
  const id = `record-${field.id}`;
  const value = now.codes[0] ?? '';
  const hinted = !now.sure && value;
  return html`<div class="field">
    <label for=${id}>${inLang(field.label)}</label>
    ${field.hint.de && html`<p class="hint" id=${`${id}-hint`}>${inLang(field.hint)}</p>`}
    <select
      id=${id}
      data-testid=${id}
      aria-describedby=${[field.hint.de && `${id}-hint`, hinted && `${id}-sure`].filter(Boolean).join(' ') || undefined}
      onChange=${(event) => onChange(event.currentTarget.value)}
    >
      <option value="" selected=${!value}>${t('record.not_chosen')}</option>
      ${field.values.map(
        ({ code, label }) =>
          html`<option key=${code} value=${code} selected=${code === value}>
            ${inLang(label)}
          </option>`,
      )}
    </select>
    ${hinted && html`<${Hinted} id=${`${id}-sure`} onYes=${() => onChange(value)} />`}
  </div>`;
}

function Several({ field, now, onChange }) {
  const id = `record-${field.id}`;
  const chosen = new Set(now.codes);
  const flip = (code) =>
    onChange(
      field.values.map((one) => one.code).filter((one) => (one === code) !== chosen.has(one)),
    );
  const names = field.values.filter(({ code }) => chosen.has(code));
  return html`<div class="field several" data-testid=${id}>
    <details>
      <summary>
        <strong>${inLang(field.label)}</strong>
        <span class="chosen">
          ${names.length ? names.map(({ label }) => inLang(label)).join(', ') : t('record.not_chosen')}
        </span>
      </summary>
      <fieldset>
        <legend class="unseen">${inLang(field.label)}</legend>
        ${field.hint.de && html`<p class="hint">${inLang(field.hint)}</p>`}
        ${field.values.map(
          ({ code, label }) =>
            html`<label key=${code} class="check">
              <input
                type="checkbox"
                data-testid=${`${id}-${code}`}
                checked=${chosen.has(code)}
                onChange=${() => flip(code)}
              />
              <span>${inLang(label)}</span>
            </label>`,
        )}
      </fieldset>
    </details>
    ${!now.sure && now.codes.length > 0 && html`<${Hinted} onYes=${() => onChange(now.codes)} />`}
  </div>`;
}

/** Nobody has said yes to it: it is not saved and not counted. */
function Hinted({ id, onYes }) {
  return html`<p class="row suggestion" id=${id}>
    <span class="quiet">${t('record.suggested')}</span>
    <button type="button" class="plain" onClick=${onYes}>${t('record.right')}</button>
  </p>`;
}

const inLang = (texts) => texts[lang.value] ?? texts.de;
