// How long somebody has. Counting as post/deadlines.py does (§§ 187, 188, 193 BGB); both are held to
// tests/vectors/deadlines.json. Days are "YYYY-MM-DD"; nothing here knows a time zone.

const DAY_MS = 86_400_000;

/** Days before the last one on which the desk reminds; from the first on a deadline is urgent. */
export const SOON_DAYS = 14;

/** @returns {number} days since 1970, or NaN for what is no day */
export function dayNumber(iso) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso ?? '')) return NaN;
  const at = Date.parse(`${iso}T00:00:00Z`);
  // "2026-02-30" is taken for the 2nd of March by some browsers.
  return Number.isNaN(at) || isoDay(at / DAY_MS) !== iso ? NaN : at / DAY_MS;
}

export const isoDay = (number) => new Date(number * DAY_MS).toISOString().slice(0, 10);

/**
 * The last day of a deadline.
 * @param event the day of the event
 * @param rule {length: {number, unit}, moves: "yes"|"doubt"|"no"}
 * @param calendar {free: {day: {name, everywhere}}, from, until}: public holidays and of which time
 * @returns {{first, plain, moved, keep, why: string[]} | null} `plain`: by § 188; `moved`: after
 *   free days; `keep`: the one to keep; `why`: the free days that move it. null: no such day
 */
export function counted(event, rule, calendar) {
  const from = dayNumber(event);
  if (Number.isNaN(from)) return null;
  const plain = end(from, event, rule.length);
  if (plain === null) return null;
  let moved = plain;
  let certain = rule.moves === 'yes';
  const why = [];
  while (rule.moves !== 'no' && isFree(moved, calendar)) {
    const holiday = calendar.free[isoDay(moved)];
    certain &&= weekend(moved) || Boolean(holiday?.everywhere);
    why.push(isoDay(moved));
    moved += 1;
  }
  // Beyond what the list of holidays covers nobody knows whether the day moves: the earlier holds.
  certain &&= isoDay(moved) <= calendar.until && isoDay(plain) >= calendar.from;
  const keep = certain ? moved : plain;
  return {
    first: isoDay(from + 1),
    plain: isoDay(plain),
    moved: isoDay(moved),
    keep: isoDay(keep),
    why,
  };
}

/** @returns {number} days from `today` until `day`; negative when it is over */
export const daysLeft = (day, today) => dayNumber(day) - dayNumber(today);

/** Today as the calendar on the wall says it here. */
export function today(now = new Date()) {
  const two = (number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export const weekend = (number) => [0, 6].includes(new Date(number * DAY_MS).getUTCDay());

const isFree = (number, { free }) => weekend(number) || Object.hasOwn(free, isoDay(number));

function end(from, event, { number, unit }) {
  if (unit === 'days') return from + number;
  if (unit === 'weeks') return from + 7 * number;
  const [year, month, day] = event.split('-').map(Number);
  const months = year * 12 + month - 1 + number * (unit === 'years' ? 12 : 1);
  const last = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0));
  if (last.getUTCFullYear() > 9999) return null;
  return last.getTime() / DAY_MS - last.getUTCDate() + Math.min(day, last.getUTCDate());
}
