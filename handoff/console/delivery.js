// How far a reply got, in words, and sending one again that could not be delivered.
import { announce } from './announce.js';
import { post } from './api.js';
import { bookOf, path, refresh } from './casebook.js';
import { onSafeLine } from './readers.js';
import { t } from './words.js';

/** What messengers say, as far as we know what it means for the people here. */
const REASONS = [
  ['restored', /^restored$/],
  ['blocked', /blocked/i],
  ['gone', /deactivated|chat not found|user not found|PEER_ID_INVALID/i],
  ['long', /too long/i],
  ['away', /no answer|HTTP 5\d\d|timeout|Bad Gateway|too many requests/i],
];

/** @param how "stored", "sent", "delivered" or "undeliverable" */
export function deliveryText(how, why) {
  if (how !== 'undeliverable') return t(`delivery.${how}`);
  // After a restore it may have arrived: nobody knows.
  if (why === 'restored') return t('delivery.restored');
  const [reason] = REASONS.find(([, pattern]) => pattern.test(why ?? '')) ?? ['other'];
  return t('delivery.undeliverable', { why: t(`delivery.why_${reason}`, { why: why ?? '?' }) });
}

/** @throws {ApiError} */
export async function sendAgain(id, { item, n, envelope }) {
  const book = bookOf(id);
  const order = { epoch: book.facts.value.epoch };
  if (!onSafeLine(id)) order.text = envelope.body;
  await post(`cases/${path(id)}/items/${path(item)}/again`, order);
  // The page asks again from the first reply whose delivery may still change: from this one.
  book.entries.value = book.entries.value.map((entry) =>
    entry.n === n ? { ...entry, delivery: 'sent', why: null } : entry,
  );
  announce(t('delivery.again_said'));
  await refresh(id);
}
