// Builds elements. Text only ever becomes text.

import { word as wordOf, wordElement } from "../words.js";

/**
 * `about`: {class, id, text, word, testid, on: {event: handler}, …attributes}. `word` is the key of
 * one of the page's own texts and follows a change of language, `label` such a key for aria-label.
 */
export function element(tag, about = {}, ...children) {
  const { word, text, testid, label, on = {}, class: names, ...attributes } = about;
  const made = word ? wordElement(tag, word) : document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (names) made.className = names;
  if (testid) made.dataset.testid = testid;
  if (label) {
    made.dataset.wordLabel = label;
    made.setAttribute("aria-label", wordOf(label));
  }
  if (tag === "button") made.type = "button";
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, handler] of Object.entries(on)) made.addEventListener(name, handler);
  made.append(...children.filter((child) => child !== null));
  return made;
}

export const button = (word, testid, onClick, names = "") =>
  element("button", { word, testid, class: names, on: { click: onClick } });
