// Opens the case: makes its key, wraps it for the team and for recovery, seals the answers and hands
// all of it over. The key exists in this browser only, and only for that moment.

import { residentOf, lookupOf } from "/post/resident.js";
import { newReceipt } from "/post/receipt.js";
import { sealForCase, toBase64 } from "/post/sealing.js";
import { doWork } from "/post/work.js";
import { lockCase } from "/post/wrapping.js";
import { newId } from "../api.js";
import { draftOf, handOver } from "./drafts.js";
import { envelopeOf } from "./thread.js";

const AGAIN = new Set(["roster", "ticket", "lookup"]); // refusals after which a new offer helps
const OFFERS = 5;

/** Answers are sealed on this device but cannot be read any more: they must be given again. */
export class AnswersLost extends Error {}

/**
 * One try. What was made stays in the vault, so that the next try goes on with the same receipt.
 * @param progress called with "prepare", "work", "send"
 * @param add called with the body of an item of answers where there is an open case already
 * @throws {Failure | AnswersLost}
 */
export async function openCase(api, vault, progress, add) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(api, vault, progress, add);
    } catch (failure) {
      if (!AGAIN.has(failure.code) || tries === OFFERS) throw failure;
      // The digits in the vault belong to an earlier case: each has its own.
      if (failure.code === "lookup") await makeReceipt(vault);
    }
  }
}

async function once(api, vault, progress, add) {
  progress("prepare");
  const offer = await api.offer();
  const answers = await answersOf(offer, vault);
  const refs = offer.answers.map(({ sealed }) => sealed).filter(Boolean);
  await handOver(vault, refs, offer.adds);
  if (offer.adds) {
    progress("send");
    await add(bodyOf(offer, answers));
    return;
  }
  const digits = await receiptIn(vault);
  const resident = await residentOf(digits, offer.salt);
  progress("work");
  const working = doWork(offer.work);
  const lock = await lockCase({ ...offer, papers: offer.recovery });
  const item = await firstItem(offer, answers, lock.recipient, resident.recipient);
  const work = await working;
  progress("send");
  await vault.putJson("case", { case: offer.case, recipient: lock.recipient });
  await api.openCase({
    ticket: offer.ticket,
    version: offer.version,
    recipient: lock.recipient,
    wraps: lock.wraps,
    recovery_wrap: lock.recoveryWrap,
    resident: resident.recipient,
    lookup: await lookupOf(digits),
    item,
    work,
  });
}

async function receiptIn(vault) {
  const kept = await vault.getJson("receipt");
  return kept ? kept.digits : makeReceipt(vault);
}

async function makeReceipt(vault) {
  const digits = newReceipt();
  await vault.putJson("receipt", { digits, seen: false });
  return digits;
}

async function answersOf(offer, vault) {
  const found = [];
  for (const { sealed, ...answer } of offer.answers) {
    if (!sealed) {
      found.push(answer);
      continue;
    }
    const draft = await draftOf(vault, sealed);
    if (!draft) throw new AnswersLost();
    found.push(answered(answer, draft));
  }
  return found;
}

/** The answer as the counsellor reads it: words, the labels of options, and what follows. */
function answered(answer, draft) {
  const chosen = draft.options?.length > 0;
  return {
    ...answer,
    answer: chosen ? draft.labels.join(", ") : draft.text,
    answer_de: chosen ? draft.labels_de.join(", ") : "",
    ...(chosen && { options: draft.options }),
    ...(draft.files?.length && { attached: draft.files.map(({ kind }) => kind) }),
  };
}

async function firstItem(offer, answers, recipient, resident) {
  const item = newId();
  const { lang } = offer;
  const body = { ...bodyOf(offer, answers), resident };
  const about = { case: offer.case, item, seq: 0, prev: "", kind: "answers", lang, body };
  const bytes = await sealForCase(envelopeOf(about), recipient, resident);
  return { item, ciphertext: toBase64(bytes) };
}

const bodyOf = ({ flow, title, notice }, answers) => ({ flow, title, answers, notice });
