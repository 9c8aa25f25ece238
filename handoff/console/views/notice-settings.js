// Being told by e-mail or in Telegram that something waits. See docs/desk.md.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { get, post, put } from '../api.js';
import { dayAndTime, lang, named, t } from '../words.js';
import { Field, Good, Trouble, useDeed } from './parts.js';

const KINDS = ['new', 'message', 'handover', 'reminder'];

export function NoticeSettings() {
  const [found, setFound] = useState(null);
  const [, trouble, run] = useDeed();
  const load = () => run(async () => setFound(await get('me/notices')));
  useEffect(() => {
    load();
  }, []);
  return html`<section class="card" aria-labelledby="notify-head" data-testid="notify">
    <h2 id="notify-head">${t('notify.title')}</h2>
    <p>${t('notify.why')}</p>
    ${
      trouble &&
      html`<${Trouble} text=${trouble.message}>
        <button type="button" onClick=${load}>${t('again')}</button>
      <//>`
    }
    ${!found && !trouble && html`<p class="quiet" role="status">${t('loading')}</p>`}
    ${found && html`<${Settings} found=${found} took=${setFound} />`}
  </section>`;
}

function Settings({ found, took }) {
  const [ways, setWays] = useState(found.ways);
  const [kinds, setKinds] = useState(found.kinds);
  const [email, setEmail] = useState(found.email);
  const [good, say] = useState('');
  const [busy, trouble, run] = useDeed();
  // Linking in Telegram chooses the way as well.
  useEffect(() => setWays(found.ways), [found.linked]);
  const can = (way) => found.possible.includes(way);
  const save = async (event) => {
    event?.preventDefault();
    say('');
    await run(async () => {
      took(await put('me/notices', { ways, kinds, email, lang: lang.value }));
      say(t('notify.saved'));
    });
  };
  const trial = () => {
    say('');
    return run(async () => {
      const { sent, troubles } = await post('me/notices/trial');
      took({ ...found, troubles });
      if (sent.length) say(t('notify.tried', { n: sent.length }));
    });
  };
  return html`<form onSubmit=${save} novalidate>
    ${found.troubles.map((each) => html`<${Failed} key=${each.way} ...${each} />`)}
    <fieldset>
      <legend>${t('notify.how')}</legend>
      <${Check}
        id="notify-email"
        label=${t('notify.email')}
        off=${!can('email')}
        set=${ways}
        value="email"
        onSet=${setWays}
      />
      ${!can('email') && html`<p class="hint">${t('notify.no_email')}</p>`}
      ${
        ways.includes('email') &&
        html`<${Field}
          id="notify-address"
          testid="notify-address"
          type="email"
          autocomplete="email"
          label=${t('notify.address')}
          hint=${t('notify.email_hint')}
          error=${trouble?.code === 'email' ? trouble.message : ''}
          value=${email}
          onInput=${(event) => setEmail(event.target.value)}
        />`
      }
      <${Check}
        id="notify-telegram"
        label=${t('notify.telegram')}
        off=${!can('telegram') || !found.linked}
        set=${ways}
        value="telegram"
        onSet=${setWays}
      />
      ${
        can('telegram')
          ? html`<${Linking} linked=${found.linked} took=${took} />`
          : html`<p class="hint">${t('notify.no_telegram')}</p>`
      }
    </fieldset>
    <fieldset>
      <legend>${t('notify.when')}</legend>
      ${KINDS.map(
        (kind) =>
          html`<${Check}
            key=${kind}
            id=${`notify-${kind}`}
            label=${named('notify_kind', kind)}
            set=${kinds}
            value=${kind}
            onSet=${setKinds}
          />`,
      )}
    </fieldset>
    ${trouble && trouble.code !== 'email' && html`<${Trouble} text=${trouble.message} />`}
    ${good && html`<${Good} text=${good} />`}
    <div class="row">
      <button type="submit" class="main" data-testid="notify-save" disabled=${busy}>
        ${t('notify.save')}
      </button>
      <button
        type="button"
        data-testid="notify-try"
        disabled=${busy || !found.ways.length}
        onClick=${trial}
      >
        ${t('notify.try')}
      </button>
    </div>
  </form>`;
}

function Check({ id, label, set, value, off, onSet }) {
  const flip = (event) =>
    onSet(event.target.checked ? [...set, value] : set.filter((each) => each !== value));
  return html`<label class="check">
    <input
      type="checkbox"
      id=${id}
      data-testid=${id}
      checked=${set.includes(value)}
      disabled=${off && !set.includes(value)}
      onChange=${flip}
    />
    ${label}
  </label>`;
}

/** A code for the bot: what is sent from there binds the chat. */
function Linking({ linked, took }) {
  const [code, setCode] = useState('');
  const [busy, trouble, run] = useDeed();
  const ask = () => run(async () => setCode((await post('me/notices/code')).code));
  const look = () =>
    run(async () => {
      const found = await get('me/notices');
      if (found.linked) setCode('');
      took(found);
    });
  return html`<div class="linking">
    <p class="hint" role="status" data-testid="notify-linked">
      ${t(linked ? 'notify.linked' : 'notify.not_linked')}
    </p>
    ${
      code
        ? html`<p>${t('notify.link_how')}</p>
            <p><code class="copy" dir="ltr" data-testid="notify-code">/desk ${code}</code></p>
            <button type="button" data-testid="notify-look" disabled=${busy} onClick=${look}>
              ${t('notify.link_check')}
            </button>`
        : html`<button type="button" data-testid="notify-link" disabled=${busy} onClick=${ask}>
            ${t('notify.link')}
          </button>`
    }
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
  </div>`;
}

function Failed({ way, why, at }) {
  const values = {
    way: t(`notify.${way}`),
    at: dayAndTime(at),
    why: named('notify_trouble', why),
  };
  return html`<p class="notice bad" data-testid=${`notify-trouble-${way}`}>
    ${t('notify.trouble', values)}
  </p>`;
}
