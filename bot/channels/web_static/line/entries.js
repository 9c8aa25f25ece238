// Draws an item of the case in the conversation.

import { ATTACHED } from "/post/envelope.js";
import { fromBase64 } from "/post/sealing.js";
import { settleAloud } from "../aloud.js";
import { drawFile } from "./files.js";
import { element } from "./element.js";
import { RESIDENT } from "./thread.js";

/** A message (log.js) for an item that the server's list of messages does not have. */
export function messageOf({ row, envelope }, lang, dir) {
  const own = row.author === RESIDENT;
  const at = envelope?.at ?? row.day;
  return { author: own ? RESIDENT : "counsellor", name: row.name, text: "", lang, dir, at };
}

/** Puts the opened words, files and warnings into the item's message. */
export function fillEntry(article, entry) {
  const text = article.querySelector(".text");
  const { envelope, marks } = entry;
  article.dataset.opened = "true";
  text.textContent = envelope ? textOf(envelope) : "";
  if (envelope) text.lang = envelope.lang;
  for (const old of article.querySelectorAll(".entry")) old.remove();
  if (envelope?.kind === "answers") text.after(answersOf(envelope.body));
  if (ATTACHED.has(envelope?.kind)) text.after(fileOf(envelope));
  article.append(...marks.map((mark) => element("p", { class: "entry mark", word: `mark_${mark}` })));
  settleAloud(article);
}

/** The words of an item, for the page and for a copy. */
export function textOf({ kind, body }) {
  if (ATTACHED.has(kind)) return body.text ?? "";
  return typeof body === "string" ? body : "";
}

function answersOf({ answers }) {
  const list = element("dl", { class: "entry answers" });
  for (const { question, answer, attached = [] } of answers) {
    const words = [answer, ...attached.map(() => "📎")].filter(Boolean).join(" ");
    list.append(element("dt", { text: question, dir: "auto" }));
    list.append(element("dd", { text: words, dir: "auto" }));
  }
  return list;
}

function fileOf({ kind, body }) {
  const { name, type, data } = body;
  return element("div", { class: "entry file" }, drawFile({ kind, name, type, bytes: bytesOf(data) }));
}

function bytesOf(data) {
  try {
    return fromBase64(data);
  } catch {
    return new Uint8Array();
  }
}
