// Answers that the browser keeps for itself until the case is opened, in the vault under the id of
// their send. A draft's files have entries of their own, so that none grows too large.
//
// Draft: {turn, key, kind, text, options: [id], labels: [text], labels_de: [text], files}

const FILE = (ref, place) => `${ref}-f${place}`;

/** Put a draft and its files away; the draft last, because it makes the whole be there. */
export async function keepDraft(vault, ref, draft) {
  const { files = [], ...rest } = draft;
  for (const [place, { bytes }] of files.entries()) await vault.put(FILE(ref, place), bytes);
  const listed = files.map(({ kind, name, type, item }) => ({ kind, name, type, item }));
  await vault.putJson(ref, { ...rest, files: listed });
}

/** @returns the draft without its files' bytes, or null */
export const draftOf = (vault, ref) => vault.getJson(ref);

/** @returns the draft's files with their bytes; what cannot be read, or was dropped, is left out */
export async function filesOf(vault, ref, draft) {
  const found = [];
  for (const [place, file] of (draft.files ?? []).entries()) {
    const bytes = await vault.get(FILE(ref, place));
    if (bytes?.length) found.push({ ...file, bytes });
  }
  return found;
}

/** The files have been sent: make room. */
export async function dropFiles(vault, ref, draft) {
  for (const place of (draft.files ?? []).keys()) await vault.put(FILE(ref, place), new Uint8Array());
}

/**
 * The answers that are handed over: only what is attached to these may follow.
 * @param more these come to those that were handed over before
 */
export async function handOver(vault, refs, more) {
  const before = more ? await handedOver(vault) : [];
  await vault.putJson("outgoing", { refs: [...new Set([...before, ...refs])] });
}

export const handedOver = async (vault) => (await vault.getJson("outgoing"))?.refs ?? [];

/** @returns the refs among the vault's names */
export const refsIn = (names) => names.filter((name) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name));
