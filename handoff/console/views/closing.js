// What else belongs to closing a case: shown in the question before it, done right before it.
import { ClosingRecord, handInSlip } from './closing-record.js';

/** Components of the question, ({ book }): what is missing. They never prevent the closing. */
export const CLOSING = [ClosingRecord];

/** async (book) => …; what goes wrong there prevents nothing either. */
export const BEFORE_CLOSING = [handInSlip];
