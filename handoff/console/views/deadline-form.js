// A new deadline: the rule, the day it runs from, and at once what comes out and why.
import { html, useState } from '../vendor/ui.min.js';
import { daysWritten, newDeadlineId, putDeadline } from '../deadline-days.js';
import { counted, dayNumber, today, weekend } from '../deadlines.js';
import { recordOf, schemeOf, suggested } from '../record.js';
import { calendarDay, lang, t, wholeDay } from '../words.js';
import { Trouble, useDeed } from './parts.js';

/** A last day that stands in a letter: nothing is counted. */
const READ = 'read';

export function NewDeadline({ book, table }) {
  const [chosen, choose] = useState('');
  const [event, setEvent] = useState('');
  const [busy, trouble, run] = useDeed();
  const rule = table.rules.find(({ id }) => id === chosen);
  const result = rule ? counted(event, rule, table) : null;
  const day = chosen === READ ? (Number.isNaN(dayNumber(event)) ? null : event) : result?.keep;
  const submit = (sent) => {
    sent.preventDefault();
    if (!day) return;
    run(async () => {
      await putDeadline(book.id, deadlineOf(rule, event, result));
      choose('');
      setEvent('');
    });
  };
  return html`<form class="new-deadline" onSubmit=${submit} data-testid="new-deadline">
    <h3 id="new-deadline">${t('deadline.new')}</h3>
    <fieldset class="bare" disabled=${busy} aria-labelledby="new-deadline">
    <${Rules} book=${book} rules=${table.rules} chosen=${chosen} onChoose=${choose} />
    ${chosen && html`<${Day} book=${book} rule=${rule} event=${event} onDay=${setEvent} />`}
    </fieldset>
    ${result && html`<${Result} rule=${rule} event=${event} result=${result} table=${table} />`}
    ${rule && html`<${About} rule=${rule} />`}
    ${trouble && html`<${Trouble} text=${trouble.message} />`}
    ${
      day &&
      html`<div class="row">
        <button type="submit" class="main" disabled=${busy} data-testid="save-deadline">
          ${t('deadline.save')}
        </button>
      </div>`
    }
  </form>`;
}

function Rules({ book, rules, chosen, onChoose }) {
  const areas = areasOf(book);
  const fits = ({ areas: of }) => of.some((area) => areas.has(area));
  const option = ({ id, norm, title }) =>
    html`<option key=${id} value=${id} selected=${chosen === id}>
      ${inLang(title)} (${norm})
    </option>`;
  const likely = rules.filter(fits);
  const others = rules.filter((rule) => !fits(rule));
  return html`<div class="field">
    <label for="deadline-rule">${t('deadline.rule')}</label>
    <select
      id="deadline-rule"
      data-testid="deadline-rule"
      onChange=${(event) => onChoose(event.currentTarget.value)}
    >
      <option value="" selected=${!chosen}>${t('deadline.choose')}</option>
      <option value=${READ} selected=${chosen === READ}>${t('deadline.read')}</option>
      ${likely.length > 0 && html`<optgroup label=${t('deadline.likely')}>${likely.map(option)}</optgroup>`}
      ${others.length > 0 && html`<optgroup label=${t('deadline.others')}>${others.map(option)}</optgroup>`}
    </select>
  </div>`;
}

function Day({ book, rule, event, onDay }) {
  const isDay = (text) => !Number.isNaN(dayNumber(text));
  const written = daysWritten(book.entries.value, isDay);
  const future = rule && isDay(event) && event > today();
  return html`<div class="field">
    <label for="deadline-day">${rule ? t('deadline.event') : t('deadline.read_day')}</label>
    <p class="hint" id="deadline-day-hint">${rule ? inLang(rule.begins) : t('deadline.read_hint')}</p>
    <input
      id="deadline-day"
      type="date"
      data-testid="deadline-day"
      value=${event}
      aria-describedby="deadline-day-hint"
      onInput=${(typed) => onDay(typed.currentTarget.value)}
    />
    ${
      written.length > 0 &&
      html`<p class="row">
        <span class="quiet">${t('deadline.written')}</span>
        ${written.map(
          (day) =>
            html`<button key=${day} type="button" class="plain" onClick=${() => onDay(day)}>
              ${calendarDay(day)}
            </button>`,
        )}
      </p>`
    }
    ${future && html`<p class="error" role="alert">${t('deadline.future')}</p>`}
  </div>`;
}

function Result({ rule, event, result, table }) {
  const { first, plain, moved, keep } = result;
  const free = plain !== moved;
  const over = keep < today();
  return html`<div class=${`notice ${over ? 'bad' : 'good'} result`} role="status" data-testid="deadline-result">
    <p>
      ${t('deadline.last')} <strong data-testid="deadline-last">${wholeDay(keep)}</strong>
    </p>
    ${over && html`<p><strong data-testid="deadline-gone">${t('deadline.gone')}</strong></p>`}
    <ul>
      <li>${t('deadline.how_first', { event: calendarDay(event), first: calendarDay(first) })}</li>
      <li>${t('deadline.how_end', { length: lengthWords(rule.length), day: wholeDay(plain) })}</li>
      ${
        free &&
        html`<li>
          ${t('deadline.how_free', { day: calendarDay(plain), why: whyFree(plain, table) })}
          ${' '}
          ${
            keep === moved
              ? t('deadline.how_moved', { day: wholeDay(moved) })
              : t('deadline.how_doubt', { day: wholeDay(moved), keep: wholeDay(keep) })
          }
          ${keep !== moved && rule.moves_why.de && html` ${inLang(rule.moves_why)}`}
        </li>`
      }
    </ul>
  </div>`;
}

function About({ rule }) {
  return html`<div class="about-rule">
    <p>${inLang(rule.text)}</p>
    ${rule.doubt.de && html`<p class="notice warn" data-testid="deadline-doubt">${inLang(rule.doubt)}</p>`}
    <p class="quiet">
      ${t('deadline.source', { source: rule.source, day: calendarDay(rule.checked) })}
      ${' '}
      ${!rule.confirmed && html`<strong>${t('deadline.unconfirmed')}</strong> `}
      ${
        rule.url &&
        html`<a href=${rule.url} target="_blank" rel="noopener noreferrer">${t('deadline.official')}</a>`
      }
    </p>
  </div>`;
}

const inLang = (texts) => texts[lang.value] ?? texts.de ?? '';

const lengthWords = ({ number, unit }) => t(`deadline.${unit}`, { n: number });

function whyFree(day, { free }) {
  if (Object.hasOwn(free, day)) return free[day].name;
  return weekend(dayNumber(day)) ? t('deadline.weekend') : '';
}

/** The areas of life that the record names, or else the answers. */
function areasOf(book) {
  const scheme = schemeOf(book.facts.value.team).value;
  const hinted = scheme ? suggested(book, scheme).area : [];
  return new Set([recordOf(book).fields.area ?? hinted ?? []].flat());
}

function deadlineOf(rule, event, result) {
  const common = { id: newDeadlineId(), state: 'open' };
  if (!rule) {
    return { ...common, rule: '', title: readTitle(), norm: '', event: '', day: event };
  }
  const { plain, moved, keep } = result;
  const { title, norm } = rule;
  return { ...common, rule: rule.id, title, norm, event, plain, moved, day: keep };
}

const readTitle = () => ({ de: 'Tag aus einem Schreiben', en: 'Day from a letter' });
