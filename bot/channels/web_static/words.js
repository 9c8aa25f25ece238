// The page's own texts. They come from the server, in the language of the conversation. The few
// built in here are for the one case in which the server could not be asked yet.

const FIRST = {
  de: {
    title: "Lotse",
    offline: "Keine Verbindung. Wir versuchen es weiter.",
    try_again: "Noch einmal versuchen",
    leave: "Schnell weg",
  },
  en: {
    title: "Lotse",
    offline: "No connection. We keep trying.",
    try_again: "Try again",
    leave: "Leave quickly",
  },
};

// A server whose catalogue is a little older than this page still yields a label for everything.
const STAND_IN = {
  more: "menu",
  close: "cancel",
  conversation: "title",
  failed: "try_again",
  start: "try_again",
  too_fast: "sending",
};

// Pages of plain text that are told which language to come in.
const PAGES = 'a[href^="/privacy"], a[href^="/imprint"], a[href^="/accessibility"]';

let lang = navigator.language?.toLowerCase().startsWith("de") ? "de" : "en";
let words = FIRST[lang];

/** The text for KEY in the page's present language. */
export function word(key) {
  return words[key] || words[STAND_IN[key]] || FIRST[lang]?.[key] || "";
}

/** The page's present language, as the server names it. */
export function pageLanguage() {
  return lang;
}

/** Put the whole page into the language of a `start` answer: {lang, dir, words}. */
export function usePageWords(start) {
  lang = start.lang;
  words = start.words;
  document.documentElement.lang = lang;
  document.documentElement.dir = start.dir === "rtl" ? "rtl" : "ltr";
  fillWords();
}

/** Write the texts into every element below `root` that names one in data-word… */
export function fillWords(root = document) {
  for (const element of root.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
    // Inside a message, whose language may be another one, the page's own words say theirs.
    if (element.closest(".message")) element.lang = lang;
  }
  for (const link of root.querySelectorAll(PAGES)) link.search = `lang=${lang}`;
  for (const element of root.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", word(element.dataset.wordLabel));
  }
  for (const element of root.querySelectorAll("[data-word-hint]")) {
    element.placeholder = word(element.dataset.wordHint);
  }
}

/** A new element that carries the page's word KEY and follows a change of language. */
export function wordElement(tag, key, className = "") {
  const element = document.createElement(tag);
  element.dataset.word = key;
  element.textContent = word(key);
  element.lang = lang;
  if (className) element.className = className;
  return element;
}
