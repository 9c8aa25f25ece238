// Draws one message. Whatever comes from outside becomes text, never markup.

import { drawAloud } from "./aloud.js";
import { drawAttached } from "./attached.js";
import { pageLanguage, wordElement } from "./words.js";

const AUTHORS = { bot: "bot", counsellor: "counsellor", resident: "you" };
const SHORT = 9; // characters; up to three labels this short share a row

/** An <article> for a message of the server. */
export function drawMessage(message) {
  const article = frame(message.author);
  article.lang = message.lang;
  article.dir = message.dir === "rtl" ? "rtl" : "ltr";
  if (message.cursor) article.dataset.cursor = message.cursor;
  if (message.at) article.dataset.at = message.at;
  if (message.sealed) article.dataset.sealed = "";
  article.append(...head(message), ...drawAloud(message), body(message), ...drawAttached(message));
  if (message.buttons?.length) article.append(drawOptions(message.buttons));
  return article;
}

/** An <article> for what the resident has just sent and the server has not shown yet. */
export function drawOwn(entry) {
  const article = frame("resident");
  article.lang = pageLanguage();
  article.append(...head({ author: "resident" }), body({ author: "resident", text: entry.label }));
  article.append(document.createElement("p"));
  drawState(article, entry);
  return article;
}

/**
 * The server has shown an own message: from now on it stands as the server tells it. What is sealed
 * the server does not know; it stays as it is.
 */
export function settleOwn(article, message) {
  article.dataset.at = message.at;
  const text = article.querySelector(".text");
  if (message.cursor) article.dataset.cursor = message.cursor;
  if (message.sealed) article.dataset.sealed = "";
  else {
    article.lang = message.lang;
    article.dir = message.dir === "rtl" ? "rtl" : "ltr";
    if (text.textContent !== message.text) text.textContent = message.text;
  }
  const time = drawTime(message.at);
  if (time) text.before(time);
  article.querySelector(".state")?.remove();
}

/** "sending", or "not sent" with a button for another try, under an own message. */
export function drawState(article, entry) {
  const state = article.lastElementChild;
  state.className = entry.failed ? "state failed" : "state";
  if (!entry.failed) {
    state.replaceChildren(wordElement("span", "sending"));
    return;
  }
  const again = wordElement("button", "try_again", "again");
  again.type = "button";
  again.dataset.testid = "try-again";
  state.replaceChildren(wordElement("span", "not_sent"), again);
}

function frame(author) {
  const article = document.createElement("article");
  article.className = `message ${author in AUTHORS ? author : "notice"}`;
  article.dataset.testid = "message";
  article.dataset.author = author;
  article.tabIndex = -1;
  return article;
}

function head({ author, name, at }) {
  if (!(author in AUTHORS)) return [];
  const line = document.createElement("p");
  line.className = author === "counsellor" ? "who" : "who unseen";
  if (name) {
    const shown = document.createElement("bdi");
    shown.textContent = name;
    line.append(shown, " ");
  }
  line.append(wordElement("span", AUTHORS[author]));
  const time = author === "bot" ? null : drawTime(at);
  return time ? [line, time] : [line];
}

function body({ author, text }) {
  const paragraph = document.createElement("p");
  paragraph.className = "text";
  // People write in more than one script; the bot's texts know their direction.
  if (author === "resident" || author === "counsellor") paragraph.dir = "auto";
  paragraph.textContent = text;
  return paragraph;
}

function drawTime(at) {
  const moment = new Date(at);
  if (!at || Number.isNaN(moment.getTime())) return null;
  const today = moment.toDateString() === new Date().toDateString();
  const format = { hour: "2-digit", minute: "2-digit" };
  if (!today) Object.assign(format, { day: "numeric", month: "short" });
  const time = document.createElement("time");
  time.dateTime = at;
  time.dir = "auto";
  time.lang = pageLanguage();
  time.textContent = localTime(moment, format);
  return time;
}

function localTime(moment, format) {
  try {
    return moment.toLocaleString(pageLanguage(), format);
  } catch {
    return moment.toLocaleString(undefined, format); // a language id the browser does not know
  }
}

function drawOptions(rows) {
  const group = document.createElement("div");
  group.className = "options";
  // Names of languages are short: two of them stand beside each other.
  if (rows.length > 4 && rows.flat().every(({ lang }) => lang)) group.classList.add("languages");
  const answers = rows.filter((row) => !row.some(isCommand));
  for (const row of [...joinShort(answers), ...rows.filter((row) => row.some(isCommand))]) {
    const line = document.createElement("div");
    line.className = "row";
    line.append(...row.map(drawOption));
    group.append(line);
  }
  return group;
}

function joinShort(rows) {
  const all = rows.flat();
  const short = all.length <= 3 && all.every(({ label }) => label.length <= SHORT);
  return short ? [all] : rows;
}

/** A button that answers nothing, such as the one for the German text. */
function isCommand({ data }) {
  return data.startsWith("c");
}

function drawOption({ label, data, lang, dir }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = isCommand({ data }) ? "option aside" : "option";
  button.dataset.testid = isCommand({ data }) ? "aside" : "option";
  button.dataset.tap = data;
  if (lang) Object.assign(button, { lang, dir });
  button.textContent = label;
  return button;
}
