// Which voice may read a text aloud: one that runs on this device and speaks the text's language.
// A voice of the network would tell its maker what a resident reads about; it is never used.

// Where a catalogue and a voice name a language differently. The catalogue "sr" is for Bosnian,
// Croatian and Serbian in Latin letters.
const ALSO = { sr: ["hr", "bs", "sr"], ku: ["ku", "kmr"], fa: ["fa", "prs"] };

/** The voice for a language, or null. Some browsers know their voices only after a while. */
export function voiceFor(lang) {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  const here = voices.filter(runsHere);
  for (const wanted of spokenAs(lang)) {
    const fitting = here.filter((voice) => base(voice.lang) === wanted);
    const chosen = fitting.find((voice) => voice.default) ?? fitting[0];
    if (chosen) return chosen;
  }
  return null;
}

/** Called whenever other voices may be there. */
export function whenVoicesChange(call) {
  globalThis.speechSynthesis?.addEventListener?.("voiceschanged", call);
}

const runsHere = ({ localService, name, voiceURI }) =>
  localService === true && !/network|online|cloud/i.test(`${name} ${voiceURI}`);

function spokenAs(lang) {
  const language = base(lang);
  return ALSO[language] ?? [language];
}

/** "de-simple", "de-AT" and Android's "de_AT" are all German. */
const base = (lang) => (lang ?? "").toLowerCase().split(/[-_]/u)[0];
