// The library of canned replies: find one, put it into the reply, keep the team's own.
import { html, useEffect, useRef, useState } from '../vendor/ui.min.js';
import {
  cannedOf,
  insertCanned,
  keepCanned,
  loadCanned,
  matching,
  removeCanned,
  titleOf,
} from '../canned.js';
import { draftOf } from '../drafts.js';
import { isGerman } from '../translating.js';
import { languageName, t } from '../words.js';
import { Ask, Trouble, useDeed } from './parts.js';

/** A dialog of its own, outside the reply's form: its Enter sends nothing. */
export function Library({ book, shut }) {
  const { team } = book.facts.value;
  const kept = cannedOf(team).value;
  const dialog = useRef(null);
  const [words, setWords] = useState('');
  const [edited, setEdited] = useState(null);
  useEffect(() => {
    loadCanned(team);
    const element = dialog.current;
    element.showModal();
    return () => element.close();
  }, []);
  const insert = (reply) => {
    insertCanned(book, reply, kept);
    shut();
  };
  const found = matching(kept?.canned ?? [], words);
  return html`<dialog
    ref=${dialog}
    class="library"
    aria-labelledby="canned-title"
    data-testid="canned-library"
    onCancel=${shut}
  >
    <h2 id="canned-title">${t('canned.title')}</h2>
    ${kept?.why && html`<${Trouble} text=${t('canned.trouble', { why: kept.why })} />`}
    ${
      edited
        ? html`<${Editor} book=${book} reply=${edited} done=${() => setEdited(null)} />`
        : html`
            <label for="canned-search">${t('canned.search')}</label>
            <input
              id="canned-search"
              type="search"
              data-testid="canned-search"
              value=${words}
              onInput=${(event) => setWords(event.target.value)}
            />
            <p class="hint">${t('canned.hint')}</p>
            ${kept && found.length === 0 && html`<p role="status">${t('canned.none')}</p>`}
            <ul class="replies">
              ${found.map(
                (reply) =>
                  html`<${One}
                    key=${reply.id}
                    reply=${reply}
                    team=${team}
                    insert=${insert}
                    edit=${setEdited}
                  />`,
              )}
            </ul>
          `
    }
    <div class="row">
      ${
        !edited &&
        html`<button type="button" data-testid="canned-add" onClick=${() => setEdited(fresh(book))}>
            ${t('canned.add')}
          </button>
          <button type="button" onClick=${shut}>${t('canned.close')}</button>`
      }
    </div>
  </dialog>`;
}

function One({ reply, team, insert, edit }) {
  const [asking, setAsking] = useState(false);
  const [busy, trouble, run] = useDeed();
  const title = titleOf(reply);
  const n = Object.keys(reply.texts).length;
  const sure = () => {
    setAsking(false);
    run(() => removeCanned(team, reply.id));
  };
  return html`<li data-testid="canned-reply">
    <h3>${title}</h3>
    <p class="quiet">
      ${t(reply.own ? 'canned.own' : 'canned.shipped')} · ${t('canned.languages', { n })}
    </p>
    <p class="text excerpt">${reply.texts.de ?? Object.values(reply.texts)[0]}</p>
    ${trouble && html`<p class="error" role="alert">${trouble.message}</p>`}
    <div class="row">
      <button
        type="button"
        data-testid="canned-insert"
        aria-label=${`${t('canned.insert')}: ${title}`}
        onClick=${() => insert(reply)}
      >
        ${t('canned.insert')}
      </button>
      ${
        reply.own &&
        html`<button type="button" disabled=${busy} onClick=${() => edit(reply)}>
            ${t('canned.edit')}
          </button>
          <button type="button" disabled=${busy} onClick=${() => setAsking(true)}>
            ${t('canned.remove')}
          </button>`
      }
    </div>
    ${
      asking &&
      html`<${Ask}
        title=${t('canned.remove_ask', { title })}
        yes=${t('canned.remove')}
        testid="canned-remove-yes"
        danger
        onYes=${sure}
        onNo=${() => setAsking(false)}
      />`
    }
  </li>`;
}

/** One of the team's own: a title, and the text in German and in the resident's language. */
function Editor({ book, reply, done }) {
  const { team, lang } = book.facts.value;
  const [title, setTitle] = useState(reply.title.de);
  const [texts, setTexts] = useState(reply.texts);
  const [busy, trouble, run] = useDeed();
  const offered = [...new Set(['de', ...(isGerman(lang) ? [] : [lang]), ...Object.keys(texts)])];
  const save = () =>
    run(async () => {
      const said = Object.entries(texts).filter(([, text]) => text.trim());
      await keepCanned(team, { id: reply.id, title, texts: Object.fromEntries(said) });
      done();
    });
  return html`<div class="field">
      <label for="canned-name">${t('canned.name')}</label>
      <input
        id="canned-name"
        data-testid="canned-name"
        maxlength="80"
        value=${title}
        onInput=${(event) => setTitle(event.target.value)}
      />
    </div>
    ${offered.map(
      (code) => html`<div class="field" key=${code}>
        <label for=${`canned-text-${code}`}>
          ${t('canned.text', { language: languageName(code) })}
        </label>
        <textarea
          id=${`canned-text-${code}`}
          data-testid=${`canned-text-${code}`}
          rows="4"
          dir="auto"
          lang=${code}
          value=${texts[code] ?? ''}
          onInput=${(event) => setTexts({ ...texts, [code]: event.target.value })}
        ></textarea>
      </div>`,
    )}
    <p class="hint">${t('canned.text_why')}</p>
    ${trouble && html`<p class="error" role="alert">${trouble.message}</p>`}
    <div class="row">
      <button type="button" class="main" data-testid="canned-save" disabled=${busy} onClick=${save}>
        ${t('canned.save')}
      </button>
      <button type="button" onClick=${done}>${t('cancel')}</button>
    </div>`;
}

/** A new one begins with what stands in the reply box. */
function fresh(book) {
  const text = draftOf(book.id).value.text.trim();
  return { title: { de: '' }, texts: text ? { de: text } : {} };
}
