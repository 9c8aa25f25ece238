// What goes out: the reply as it was written, or its translation with the German text beside it.
// Pure; the draft is {text, lang, preview, order} (see drafts.js and views/preview.js).

/** Whether the machine made it, somebody changed it, or people translated it. */
export function howTranslated({ how, text, made }) {
  if (how === 'human') return 'human';
  return text === made ? 'machine' : 'edited';
}

/** Whether the German text has changed since its translation was made. */
export const isStale = ({ text, preview }) => Boolean(preview) && preview.of !== text;

/**
 * @param lang the resident's language
 * @returns {{text, lang, original?, translated?}} `text` is what the resident reads
 */
export function composed(draft, lang) {
  const { text, preview, order } = draft;
  if (!preview) return { text, lang: draft.lang ?? 'de' };
  const translated = howTranslated(preview);
  const label = translated === 'human' ? '' : preview[translated];
  const theirs = [preview.text.trim(), label].filter(Boolean).join('\n');
  const german = `Deutsch:\n${text.trim()}`;
  const parts = order === 'above' ? [german, theirs] : [theirs, german];
  return { text: parts.join('\n\n'), lang, original: text.trim(), translated };
}
