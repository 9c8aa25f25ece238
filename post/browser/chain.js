// Is this conversation whole? Each author's items form a chain: they count 0, 1, 2 … and each
// names the SHA-256 of the one before. age proves no sender, so a server that lies can only be
// noticed here. What cannot be noticed: a tail that was cut off.
//
// An item that looks wrong is shown with a mark, except where its text would mislead (REFUSED).

/** Marks with which an item's text is not shown. */
export const REFUSED = new Set(['unopened', 'malformed', 'wrong_case']);

export class Chain {
  #caseId;
  #ends = new Map(); // author → {next: seq expected, prev: hash expected}
  #seen = new Set(); // item ids

  constructor(caseId) {
    this.#caseId = caseId;
  }

  /** What the author's next item must carry. */
  next(author) {
    const end = this.#ends.get(author);
    return end ? { seq: end.next, prev: end.prev } : { seq: 0, prev: '' };
  }

  /**
   * Takes the next item in the server's order.
   * @param row the server's record {item, author, seq}
   * @param hash lower-case hex SHA-256 of the ciphertext
   * @param envelope the opened envelope, or null
   * @returns {string[]} marks; empty when all is well
   */
  take(row, hash, envelope) {
    const marks = envelope ? this.#identity(row, envelope) : [];
    const expected = this.next(row.author);
    if (this.#seen.has(row.item) || row.seq < expected.seq) return [...marks, 'repeat'];
    if (row.seq > expected.seq) marks.push('gap');
    else if (envelope && envelope.prev !== expected.prev) marks.push('broken');
    this.#seen.add(row.item);
    this.#ends.set(row.author, { next: row.seq + 1, prev: hash });
    return marks;
  }

  #identity(row, envelope) {
    if (envelope.case !== this.#caseId) return ['wrong_case'];
    const same =
      envelope.item === row.item && envelope.author === row.author && envelope.seq === row.seq;
    return same ? [] : ['wrong_label'];
  }
}
