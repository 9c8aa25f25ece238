// My keys: the ways in which I can sign in and unlock, and the end of all my sessions.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get, put, remove } from '../api.js';
import { path } from '../casebook.js';
import { anythingUnsent } from '../drafts.js';
import { newPassphrase } from '../passphrase.js';
import { signOutEverywhere } from '../session.js';
import { loadState, me } from '../state.js';
import { toBase64 } from '/post/sealing.js';
import { calendarDay, t } from '../words.js';
import { PhraseAgain, PhraseShown } from './invitation-phrase.js';
import { NewPasskey } from './new-passkey.js';
import { OwnTabs } from './own-tabs.js';
import { Ask, Good, Title, Trouble, useDeed } from './parts.js';
import { Proof } from './proof.js';

export function Keys() {
  const [methods, setMethods] = useState(null);
  const [said, say] = useState(null);
  const [errand, setErrand] = useState(null); // "passkey", "phrase" or null
  const [, trouble, run] = useDeed();
  const load = () => run(async () => setMethods((await get('me/methods')).methods));
  useEffect(load, []);
  const done = async (text) => {
    say(text);
    setErrand(null);
    await loadState();
    load();
  };
  const begin = (name) => {
    say(null);
    setErrand(name);
  };
  return html`
    <${OwnTabs} />
    <${Title}>${t('keys.title')}<//>
    <p>${t('keys.why')}</p>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${said && html`<${Good} text=${said} />`}
    ${methods ? html`<${Methods} methods=${methods} done=${done} />` : t('loading')}
    ${
      errand
        ? html`<${Errand} key=${errand} which=${errand} done=${done} onNo=${() => begin(null)} />`
        : html`<div class="row">
            <button
              type="button"
              class="main"
              data-testid="keys-add-passkey"
              onClick=${() => begin('passkey')}
            >
              ${t('keys.add_passkey')}
            </button>
            <button type="button" data-testid="keys-new-phrase" onClick=${() => begin('phrase')}>
              ${t('keys.new_phrase')}
            </button>
          </div>`
    }
    <${Everywhere} />
  `;
}

function Methods({ methods, done }) {
  return html`<ul class="people">
    ${methods.map((one) => html`<li key=${one.id}><${Method} one=${one} done=${done} /></li>`)}
  </ul>`;
}

function Method({ one, done }) {
  const [asking, ask] = useState(false);
  const [busy, trouble, run] = useDeed();
  const drop = async () => {
    ask(false);
    await remove(`me/methods/${path(one.id)}`);
    await done(t('keys.removed', { label: one.label }));
  };
  const passkey = one.kind === 'passkey';
  return html`<article class="card method" data-testid="method" data-kind=${one.kind}>
    <h2 dir="auto">${passkey ? one.label : t('keys.passphrase')}</h2>
    <p class="quiet">
      ${passkey && `${t('keys.passkey')} · `}${t('keys.since', { day: calendarDay(one.created) })}
    </p>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${
      passkey &&
      html`<button
        type="button"
        data-testid="method-remove"
        disabled=${busy}
        onClick=${() => ask(true)}
      >
        ${t('keys.remove')}
      </button>`
    }
    ${
      asking &&
      html`<${Ask}
        title=${t('keys.remove_title', { label: one.label })}
        yes=${t('keys.remove')}
        testid="remove-confirm"
        danger
        onYes=${() => run(drop)}
        onNo=${() => ask(false)}
      >
        <p>${t('keys.remove_why')}</p>
      <//>`
    }
  </article>`;
}

/** Proves that the identity can be opened, then adds to it. */
function Errand({ which, done, onNo }) {
  const [keeper, setKeeper] = useState(null);
  useEffect(() => () => keeper?.end(), [keeper]);
  const Steps = which === 'passkey' ? AddPasskey : NewPhrase;
  return html`<section class="card" aria-labelledby="errand">
    <h2 id="errand">${t(`keys.errand_${which}`)}</h2>
    ${
      keeper
        ? html`<${Steps} keeper=${keeper} done=${done} onNo=${onNo} />`
        : html`<${Proof} why=${t('proof.why')} onProved=${setKeeper} onNo=${onNo} />`
    }
  </section>`;
}

function AddPasskey({ keeper, done, onNo }) {
  return html`<${NewPasskey} keeper=${keeper} onDone=${() => done(t('keys.added'))}>
    <button type="button" class="plain" onClick=${onNo}>${t('cancel')}</button>
  <//>`;
}

function NewPhrase({ keeper, done, onNo }) {
  const [phrase, setPhrase] = useState(newPassphrase);
  const [written, setWritten] = useState(false);
  const seal = async () => {
    const sealed = await keeper.sealForPassphrase(phrase);
    await put('me/passphrase', { sealed_identity: toBase64(sealed) });
    await done(t('keys.phrase_changed'));
  };
  return written
    ? html`<${PhraseAgain}
        phrase=${phrase}
        working=${t('keys.sealing')}
        onSame=${seal}
        back=${() => setWritten(false)}
      />`
    : html`<${PhraseShown}
        phrase=${phrase}
        renew=${() => setPhrase(newPassphrase())}
        onward=${() => setWritten(true)}
        back=${onNo}
        backWord=${t('cancel')}
      />`;
}

function Everywhere() {
  const [asking, ask] = useState(false);
  const [busy, trouble, run] = useDeed();
  const leave = () => {
    ask(false);
    run(signOutEverywhere);
  };
  return html`<section class="card" aria-labelledby="everywhere">
    <h2 id="everywhere">${t('keys.everywhere')}</h2>
    <p>${t('keys.everywhere_why', { name: me.value.name })}</p>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    <button type="button" data-testid="sign-out-all" disabled=${busy} onClick=${() => ask(true)}>
      ${t('keys.everywhere')}
    </button>
    ${
      asking &&
      html`<${Ask}
        title=${t('keys.everywhere_ask')}
        yes=${t('keys.everywhere')}
        testid="sign-out-all-confirm"
        danger
        onYes=${leave}
        onNo=${() => ask(false)}
      >
        ${anythingUnsent() && html`<p>${t('sign_out.ask')}</p>`}
      <//>`
    }
  </section>`;
}
