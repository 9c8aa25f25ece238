// Makes a case's key and locks it away: for each counsellor of the team, and for recovery. Two locks
// always: the office's share inside, the person's key outside. See docs/sealing.md.

import { generateX25519Identity, identityToRecipient } from './vendor/age.min.js';
import { sealForPerson, toBase64 } from './sealing.js';

/**
 * The case's identity exists only inside this call.
 * @param share the office share's recipient
 * @param holders {STAFF_ID: recipient}
 * @param papers the two recovery recipients, or null
 * @returns {Promise<{recipient, wraps: {STAFF_ID: base64}, recoveryWrap: base64 | null}>}
 */
export async function lockCase({ share, holders, papers }) {
  const identity = await generateX25519Identity();
  const inner = await sealForPerson(identity, share);
  const wraps = {};
  for (const [staff, recipient] of Object.entries(holders)) {
    wraps[staff] = toBase64(await sealForPerson(inner, recipient));
  }
  const recoveryWrap = papers && toBase64(await lockedByPapers(inner, papers));
  return { recipient: await identityToRecipient(identity), wraps, recoveryWrap };
}

async function lockedByPapers(inner, [first, second]) {
  return sealForPerson(await sealForPerson(inner, second), first);
}
