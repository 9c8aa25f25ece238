// Stands in for the voices of a device: what would be heard is written down in window.heard.
(() => {
  const voices = [
    { lang: "de-DE", name: "Anna", localService: true, voiceURI: "anna" },
    { lang: "de-DE", name: "Google Deutsch", localService: false, voiceURI: "Google Deutsch" },
    { lang: "tr-TR", name: "Google Türkçe", localService: false, voiceURI: "Google Türkçe" },
  ];
  let said = [];
  let known = [];
  const synth = new EventTarget();
  Object.assign(synth, {
    getVoices: () => known,
    speak(utterance) {
      window.heard.push({ text: utterance.text, voice: utterance.voice?.name });
      said.push(utterance);
    },
    cancel() {
      window.cancelled += 1;
      for (const utterance of said.splice(0)) utterance.dispatchEvent(new Event("error"));
    },
  });
  window.heard = [];
  window.cancelled = 0;
  window.voicesCome = (more = []) => {
    known = [...voices, ...more];
    synth.dispatchEvent(new Event("voiceschanged"));
  };
  window.endOne = () => said.shift()?.dispatchEvent(new Event("end"));
  window.failOne = () => said.shift()?.dispatchEvent(new Event("error"));
  class Utterance extends EventTarget {
    constructor(text) {
      super();
      this.text = text;
    }
  }
  Object.defineProperty(window, "speechSynthesis", { value: synth });
  Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
})();
