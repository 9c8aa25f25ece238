// Deadlines: choose the rule, enter the day, see the last day and how it was counted. A note on a
// date, no legal advice: that stands beside every result.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import {
  daysAgree,
  loadRules,
  putDeadline,
  rulesOf,
  tellDays,
  tellingOf,
} from '../deadline-days.js';
import { SOON_DAYS, daysLeft, today } from '../deadlines.js';
import { recordOf } from '../record.js';
import { calendarDay, lang, t, wholeDay } from '../words.js';
import { NewDeadline } from './deadline-form.js';
import { Panel } from './panel.js';
import { Ask, Trouble, useDeed } from './parts.js';

export function PanelDeadlines({ book }) {
  const { deadlines } = recordOf(book);
  const standing = deadlines.filter(({ state }) => state !== 'dropped');
  const next = standing.filter(({ state }) => state === 'open').sort(byDay)[0];
  const badge = next ? calendarDay(next.day) : null;
  return html`<${Panel} name="deadlines" title=${t('deadline.title')} badge=${badge}>
    <${Inside} book=${book} standing=${standing.sort(byDay)} />
  <//>`;
}

function Inside({ book, standing }) {
  const { team } = book.facts.value;
  const table = rulesOf(team).value;
  const [trouble, set] = useState(null);
  const load = () => loadRules(team).then(() => set(null), set);
  useEffect(() => {
    load();
  }, []);
  return html`
    <p class="notice warn" data-testid="no-advice">${t('deadline.no_advice')}</p>
    ${standing.length === 0 && html`<p class="quiet">${t('deadline.none')}</p>`}
    <ul class="deadlines plainlist">
      ${standing.map(
        (one) => html`<li key=${one.id}><${Standing} id=${book.id} deadline=${one} /></li>`,
      )}
    </ul>
    <${Untold} book=${book} />
    ${table && html`<${NewDeadline} book=${book} table=${table} />`}
    ${
      trouble &&
      html`<${Trouble} text=${trouble.message}>
        <button type="button" onClick=${load}>${t('again')}</button>
      <//>`
    }
  `;
}

const byDay = (one, other) => (one.day < other.day ? -1 : 1);

function Standing({ id, deadline }) {
  const [busy, trouble, run] = useDeed();
  const [asking, ask] = useState(false);
  const put = (state) => run(() => putDeadline(id, { ...deadline, state }));
  const { title, norm, day, event, moved, state } = deadline;
  const left = daysLeft(day, today());
  const open = state === 'open';
  const how = !open ? 'settled' : left < 0 ? 'over' : left <= SOON_DAYS ? 'near' : 'far';
  const drop = () => {
    ask(false);
    put('dropped');
  };
  return html`<article class=${`deadline ${how}`} data-testid="deadline" data-state=${state}>
    <h3>${title[lang.value] ?? title.de}</h3>
    <p class="last">
      <strong><time datetime=${day}>${wholeDay(day)}</time></strong>
      ${', '}
      <span class="left">${open ? leftWords(left) : t(`deadline.${state}`)}</span>
    </p>
    <p class="quiet">
      ${norm}${norm && event && ', '}${event && t('deadline.from', { day: calendarDay(event) })}
      ${moved && moved !== day && html` ${t('deadline.perhaps', { day: calendarDay(moved) })}`}
    </p>
    <div class="row">
      ${open && left >= 0 && button('kept', () => put('kept'))}
      ${open && left < 0 && button('missed', () => put('missed'))}
      ${open && left < 0 && button('kept', () => put('kept'))}
      ${!open && button('open', () => put('open'))}
      ${button('dropped', () => ask(true))}
    </div>
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${
      asking &&
      html`<${Ask}
        title=${t('deadline.drop_title')}
        yes=${t('deadline.do_dropped')}
        danger
        testid="drop-deadline"
        onYes=${drop}
        onNo=${() => ask(false)}
      >
        <p>${t('deadline.drop_why')}</p>
      <//>`
    }
  </article>`;

  function button(which, onClick) {
    return html`<button
      type="button"
      class="plain"
      disabled=${busy}
      data-testid=${`deadline-${which}`}
      onClick=${onClick}
    >
      ${t(`deadline.do_${which}`)}
    </button>`;
  }
}

function leftWords(left) {
  if (left < 0) return t('deadline.over', { n: -left });
  return left === 0 ? t('deadline.today') : t('deadline.left', { n: left });
}

/** The server reminds of other days than those that stand here: saving was cut off in between. */
function Untold({ book }) {
  const [differs, set] = useState(false);
  const [busy, trouble, run] = useDeed();
  const record = recordOf(book);
  const { running, done } = tellingOf(book.id).value;
  useEffect(() => {
    let gone = false;
    if (running) return undefined;
    daysAgree(book.id, record).then(
      (agree) => !gone && set(!agree),
      () => {},
    );
    return () => (gone = true);
  }, [running, done, JSON.stringify(record.deadlines)]);
  if (!differs || running) return null;
  const tell = async () => {
    await tellDays(book.id, record);
    set(false);
  };
  return html`<${Trouble} text=${trouble?.message ?? t('deadline.untold')} testid="untold">
    <button type="button" disabled=${busy} onClick=${() => run(tell)}>
      ${t('deadline.tell')}
    </button>
  <//>`;
}
