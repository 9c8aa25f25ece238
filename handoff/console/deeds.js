// What a counsellor does with a case's way through the hands. Each deed carries the epoch that this
// page knows; the desk refuses one that is out of date, and the page then shows whose it is now.
import { post } from './api.js';
import { changed, epochOf, path } from './casebook.js';

const deed =
  (what) =>
  async (id, more = {}) =>
    changed(id, await post(`cases/${path(id)}/${what}`, { epoch: epochOf(id), ...more }));

export const claim = deed('claim');
export const release = deed('release');
/** Until another office or authority answers. */
export const wait = deed('wait');
/** `more`: {answer_by: "YYYY-MM-DD"} */
export const schedule = deed('schedule');
/** `more`: {to: the colleague's id} */
export const offer = deed('offer');
export const accept = deed('acceptance');
export const refuse = deed('refusal');
export const recall = deed('recall');
/** A lead's deed. `more`: {reason: one of REASONS} */
export const takeBack = deed('take-back');
export const close = deed('closure');
/** Closes the case as abuse and mutes whoever wrote it. */
export const mute = deed('mute');

export const REASONS = ['absent', 'overload', 'conflict', 'other'];
