// "New case", for people who phone, write or come in.
import { html, useState } from '../vendor/ui.min.js';
import { BY_HAND, makeCase } from '../new-case.js';
import { go, me, teamName } from '../state.js';
import { languageName, t } from '../words.js';
import { Title, Trouble, useDeed } from './parts.js';

/** The languages of the chat first; whoever speaks another one is no less welcome. */
const LANGUAGES = 'de en uk ru ar tr fa ku kmr ckb ps so ti pl ro bg sq sr fr es it pt vi zh'.split(
  ' ',
);

export function NewCase() {
  const [fields, set] = useState({
    team: me.value.teams[0] ?? '',
    channel: 'phone',
    lang: 'de',
    agreed: '',
    text: '',
  });
  const [busy, trouble, run] = useDeed();
  const change = (more) => set((now) => ({ ...now, ...more }));
  const submit = (event) => {
    event.preventDefault();
    run(async () => {
      const { id } = await makeCase(fields);
      go(`/cases/${encodeURIComponent(id)}`);
    });
  };
  return html`
    <p class="way-back"><a href="#/cases">← ${t('case.to_queue')}</a></p>
    <${Title}>${t('new.title')}<//>
    <p class="lead-in">${t('new.why')}</p>
    <form class="new-case" onSubmit=${submit}>
      ${me.value.teams.length > 1 && html`<${Team} fields=${fields} change=${change} />`}
      <fieldset class="choice">
        <legend>${t('new.channel')}</legend>
        ${BY_HAND.map(
          (one) => html`<label key=${one} class="check">
            <input
              type="radio"
              name="channel"
              data-testid=${`way-${one}`}
              checked=${fields.channel === one}
              onChange=${() => change({ channel: one })}
            />
            ${t(`channel.${one}`)}
          </label>`,
        )}
      </fieldset>
      <div class="field">
        <label for="new-lang">${t('new.lang')}</label>
        <select
          id="new-lang"
          data-testid="new-lang"
          value=${fields.lang}
          onChange=${(event) => change({ lang: event.target.value })}
        >
          ${LANGUAGES.map(
            (one) => html`<option key=${one} value=${one}>${languageName(one)}</option>`,
          )}
        </select>
      </div>
      <${Words} name="text" rows="8" fields=${fields} change=${change} />
      <${Words} name="agreed" rows="3" fields=${fields} change=${change} />
      ${trouble && html`<${Trouble} text=${trouble.message} testid="new-trouble" />`}
      <p>
        <button
          type="submit"
          class="main"
          data-testid="new-make"
          disabled=${busy || !fields.text.trim() || !fields.agreed.trim()}
        >
          ${t('new.make')}
        </button>
      </p>
      <p class="quiet">${t('new.after')}</p>
    </form>
  `;
}

function Team({ fields, change }) {
  return html`<div class="field">
    <label for="new-team">${t('case.team')}</label>
    <select
      id="new-team"
      value=${fields.team}
      onChange=${(event) => change({ team: event.target.value })}
    >
      ${me.value.teams.map((id) => html`<option key=${id} value=${id}>${teamName(id)}</option>`)}
    </select>
  </div>`;
}

function Words({ name, rows, fields, change }) {
  return html`<div class="field">
    <label for=${`new-${name}`}>${t(`new.${name}`)}</label>
    <p class="hint" id=${`new-${name}-hint`}>${t(`new.${name}_hint`)}</p>
    <textarea
      id=${`new-${name}`}
      data-testid=${`new-${name}`}
      rows=${rows}
      dir="auto"
      required
      aria-describedby=${`new-${name}-hint`}
      value=${fields[name]}
      onInput=${(event) => change({ [name]: event.target.value })}
    ></textarea>
  </div>`;
}
