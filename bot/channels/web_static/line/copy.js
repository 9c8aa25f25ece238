// A copy of the case for the resident: one page of plain HTML, made here, without script, readable
// without any network. Everything in it is text, escaped by the browser itself.

import { ATTACHED } from "/post/envelope.js";
import { word } from "../words.js";
import { textOf } from "./entries.js";
import { element } from "./element.js";
import { RESIDENT } from "./thread.js";

/** @returns {string} the page */
export function copyOf(facts, entries) {
  const copy = document.implementation.createHTMLDocument(facts.number);
  copy.documentElement.lang = document.documentElement.lang;
  copy.documentElement.dir = document.documentElement.dir;
  copy.head.prepend(element("meta", { charset: "utf-8" }));
  copy.body.append(element("h1", { text: facts.number }), element("p", { text: facts.team_name }));
  for (const entry of entries) if (entry.envelope) copy.body.append(articleOf(entry, copy));
  return `<!doctype html>\n${copy.documentElement.outerHTML}`;
}

function articleOf({ row, envelope }, copy) {
  const other = [row.name, word("counsellor")].filter(Boolean).join(", ");
  const who = row.author === RESIDENT ? word("you") : other;
  const when = new Date(envelope.at);
  const time = Number.isNaN(when.getTime()) ? "" : when.toLocaleString(document.documentElement.lang);
  const article = element("article", {}, element("h2", { text: `${who} · ${time}` }));
  if (envelope.kind === "answers") article.append(answersOf(envelope.body));
  const text = textOf(envelope);
  if (text) article.append(...text.split("\n").map((line) => element("p", { text: line, dir: "auto" })));
  if (ATTACHED.has(envelope.kind)) article.append(fileOf(envelope, copy));
  return article;
}

function answersOf({ answers }) {
  const list = element("dl", {});
  for (const { question, answer } of answers) {
    list.append(element("dt", { text: question, dir: "auto" }));
    list.append(element("dd", { text: answer, dir: "auto" }));
  }
  return list;
}

// Within the page, as data: it stays whole wherever it is kept. Made in the copy's own document,
// which loads nothing.
function fileOf({ kind, body }, copy) {
  const isPhoto = kind === "photo";
  const type = isPhoto ? "image/jpeg" : "application/octet-stream";
  const made = copy.createElement(isPhoto ? "img" : "a");
  made.setAttribute(isPhoto ? "src" : "href", `data:${type};base64,${body.data}`);
  if (isPhoto) {
    made.alt = word("attach_photo");
    made.width = 600;
  } else {
    made.setAttribute("download", body.name);
    made.textContent = body.name;
  }
  return made;
}
