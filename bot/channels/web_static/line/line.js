// The safe line in this tab: which question is open and sealed, what is typed meanwhile, the case once
// it is open. Loaded only when something is sealed, so that the first page stays small.
//
// Rules
// - Nothing that is meant for the counsellors leaves unsealed. While a sealed question waits, typed
//   text is a command, an answer, or stays in the text field; never an open message.
// - Commands and words of danger are found here, because the server sees neither.
// - What was answered lies in the vault until the case is opened, under the id of its send.

import { Vault, newVaultKey } from "/post/vault.js";
import { newId, sendMessage } from "../api.js";
import { keepVaultKey, vaultKey } from "../session.js";
import { pageLanguage, word } from "../words.js";
import { LineApi } from "./api.js";
import { CaseView } from "./case.js";
import { draftOf, filesOf, keepDraft, refsIn } from "./drafts.js";
import { drawFile } from "./files.js";
import { Guard } from "./guard.js";
import { Intake } from "./intake.js";
import { meant } from "./plain.js";
import { closeQuestion, drawQuestion } from "./question.js";
import { loadStyle } from "./style.js";
import { Tray } from "./tray.js";
import { Typed } from "./typed.js";

const ECHO = 3000; // ms that an answer's own message may come after what follows it

/**
 * @param page {log, status, composer, …} as in conversation.js
 * @param out {add(content, label), command(name), text(text), tap(data, label), askErase(), busy}
 * @throws {Failure} when the server cannot be asked; then it is tried again
 */
export async function openLine(token, page, out) {
  loadStyle();
  const api = new LineApi(token);
  const resumed = vaultKey() !== null;
  if (!resumed) keepVaultKey(newVaultKey());
  const vault = new Vault(vaultKey(), api);
  const line = new Line(token, api, vault, page, out);
  await line.speak(pageLanguage());
  await line.case.refresh();
  if (resumed) {
    await line.case.resume();
    await line.findDrafts();
  }
  return line;
}

class Line {
  #token;
  #api;
  #vault;
  #page;
  #out;
  #guard = null;
  #lang = "";
  #asked = null; // the open sealed question
  #covered = false; // other buttons stand before it: words of danger, "you were away"
  #waiting = false; // an answer went off, the next question is not here yet
  #flagged = ""; // a text that was held back once
  #drafts = new Map(); // ref → draft, of this page's life or found in the vault
  #unsent = []; // refs that no message of the server has named yet
  #sent = new Set(); // refs that the server has, and has not shown yet
  #shown = new Set(); // refs that it has shown
  #warned = false; // that a text goes to the bot only, and openly
  #tray;
  #intake;
  #typed;

  constructor(token, api, vault, page, out) {
    this.#token = token;
    this.#api = api;
    this.#vault = vault;
    this.#page = page;
    this.#out = out;
    this.#tray = new Tray(document.getElementById("tray"), page.status);
    this.case = new CaseView({ api, vault, page, out, changed: () => this.#show() });
    this.#intake = new Intake({
      ...{ api, vault, page, out },
      add: (item, body) => this.case.addAnswers(item, body),
      opened: () => this.case.opened(),
    });
    page.log.dress = (article, message) => this.#dress(article, message);
    this.#typed = new Typed(vault, page.composer, out.unsent);
    page.composer.onInput = () => this.#sealing && this.#typed.later();
  }

  /** The conversation goes on in another language: so do the words of commands. */
  async speak(lang) {
    if (lang === this.#lang) return;
    this.#guard = new Guard(await this.#api.guard(lang));
    this.#lang = lang;
  }

  /** After a reload: what was answered, and what was about to be. */
  async findDrafts() {
    for (const ref of refsIn(await this.#api.names())) {
      const draft = await draftOf(this.#vault, ref);
      if (!draft) continue;
      this.#drafts.set(ref, draft);
      this.#unsent.push(ref);
    }
    await this.#typed.restore();
  }

  /** This conversation was opened with a receipt. */
  async useReceipt(digits) {
    await this.case.useDigits(digits);
    await this.met([], true);
  }

  /** Before messages are shown: open what they stand for. */
  prepare(messages) {
    return this.case.prepare(messages);
  }

  /** After messages were shown, in their order. */
  async met(messages, quiet) {
    for (const message of messages) this.#meet(message);
    this.#closeOldQuestions();
    this.#show();
    if (this.#sent.size > 0) setTimeout(() => this.#giveBack(), ECHO);
    const told = messages.some(({ author }) => author !== "resident");
    const agreed = messages.some(({ intake }) => intake);
    let unknown = false;
    if (agreed || (told && this.case.exists)) {
      await this.case.refresh().catch(() => (unknown = true));
    }
    // Where the server could not be asked, the intake tries until it can.
    if (this.case.agreed || (agreed && unknown)) this.#intake.begin();
    await this.case.show(quiet);
    if (this.#asked && this.#unsent.length > 0) await this.#putBack();
  }

  /** The server refused a text because it belongs to a sealed question. */
  async reopen() {
    await this.case.refresh().catch(() => {});
    if (this.#asked) this.#covered = false;
    this.#show();
  }

  /** @returns {boolean} whether the text field may be emptied */
  write(text) {
    const files = this.#tray.files;
    const command = files.length === 0 && this.#guard.command(text);
    if (command) return this.#command(command);
    if (!this.#sealing) return this.#openly(text);
    if (this.#waiting) return this.#hold("wait_turn");
    if (this.#covered && this.#tapTyped(text)) return true;
    if (this.#asked?.options?.length) return this.#typedChoice(text);
    if (!text && files.length === 0) return false;
    if (!this.#asked && this.case.blocked) return this.#hold(this.case.blocked);
    if (text && this.#guard.isDanger(text) && !this.#passes(text)) return false;
    this.#tray.take();
    this.#typed.soon();
    if (this.#asked) this.#answer({ kind: kindOf(text, files), text, files });
    else this.case.send(text, files);
    return true;
  }

  /** Something that was sent has arrived. */
  arrived() {
    this.#typed.soon();
  }

  /** A command leads away from the question. */
  left(command) {
    if (["help", "danger", "language", "repeat"].includes(command)) return;
    this.#asked = null;
    this.#waiting = false;
    this.#show();
  }

  /** Something could not be taken: put back what it was. */
  refused(entry, failure) {
    const { draft } = entry;
    if (!draft) return "";
    this.#tray.restore(draft.files ?? []);
    if (draft.turn !== undefined) {
      this.#waiting = false;
      this.#asked ??= draft.question ?? null;
    }
    this.#show();
    this.case.refresh().catch(() => {});
    return failure.details.status === 413 ? word("attach_full") : "";
  }

  stop() {
    this.#typed.stop();
    this.#tray.stop();
    this.#intake.stop();
    this.case.stop();
    this.#page.log.dress = null;
    this.#page.composer.onInput = null;
  }

  get #sealing() {
    return this.#waiting || this.#asked !== null || this.case.isOpen;
  }

  #meet(message) {
    if (message.seal) {
      this.#asked = message.seal;
      this.#covered = this.#waiting = false;
    } else if (message.author === "resident" && message.sealed) {
      this.#unsent = this.#unsent.filter((ref) => ref !== message.ref);
      this.#sent.delete(message.ref);
      this.#shown.add(message.ref);
      this.#asked = null;
    } else if (message.author === "bot") {
      this.#waiting = false;
      this.#covered = message.buttons?.length > 0;
    }
  }

  #show() {
    const kinds = this.case.isOpen ? ["text", "photo", "voice", "document"] : [];
    const asks = this.#asked && !this.#covered ? this.#asked.kinds : kinds;
    const closed = this.case.isClosed && !this.#asked && !this.#waiting;
    const allowed = asks.filter((kind) => kind !== "choice");
    this.#tray.allow(allowed, closed ? "closed_hint" : "");
    this.#page.showCase(this.case.exists);
  }

  #command(name) {
    if (name === "erase") this.#out.askErase();
    else this.#out.command(name);
    return true;
  }

  // A closed case takes nothing more. Nobody is to believe that its counsellors read on.
  #openly(text) {
    if (text && this.case.isClosed && !this.#warned) {
      if (this.#tapTyped(text)) return true;
      this.#warned = true;
      return this.#hold("closed_open");
    }
    if (text) this.#out.text(text);
    return true;
  }

  #hold(key) {
    this.#page.status.problem(word(key));
    return false;
  }

  // At a card with buttons a typed text is one of them, or the answer to the question behind it.
  #tapTyped(text) {
    const choices = this.#page.log.openChoices();
    const tap = meant(text, choices, true);
    if (!tap) return false;
    this.#out.tap(tap, choices.find(({ id }) => id === tap).names[0]);
    return true;
  }

  #typedChoice(text) {
    const choices = this.#asked.options.map(({ id, label, label_de }) => ({
      id,
      names: [label, label_de].filter(Boolean),
    }));
    const chosen = meant(text, choices);
    if (!chosen) return this.#hold("tap_first");
    this.#choose(this.#asked, [chosen]);
    return true;
  }

  // The card with the numbers comes first; whoever sends the same words again means them for the
  // counsellors. With a case open, nothing is kept from them.
  #passes(text) {
    if (this.#flagged === text) return true;
    this.#flagged = text;
    this.#out.command("danger");
    if (!this.#asked) return true;
    return this.#hold("danger_kept");
  }

  #choose(seal, ids) {
    if (this.#asked?.turn !== seal.turn || this.#waiting) return;
    const chosen = seal.options.filter(({ id }) => ids.includes(id));
    const labels = chosen.map(({ label }) => label);
    const labels_de = chosen.map(({ label, label_de }) => label_de || label);
    this.#answer({ kind: "choice", text: "", options: ids, labels, labels_de, files: [] });
    this.#page.log.expectAnswer();
  }

  #answer(content) {
    const question = this.#asked;
    const draft = { turn: question.turn, key: question.key, ...content, question };
    const id = newId();
    this.#drafts.set(id, draft);
    this.#covered = false;
    this.#asked = null;
    this.#waiting = true;
    this.#flagged = "";
    this.#show();
    const label = draft.labels?.join(", ") ?? draft.text;
    this.#out.add({ id, sealed: true, draft, deliver: () => this.#deliver(id, draft) }, label);
  }

  async #deliver(id, draft) {
    if (!draft.kept) {
      const { question: _, ...kept } = draft;
      await keepDraft(this.#vault, id, kept);
      draft.kept = true;
    }
    await sendMessage(this.#token, { id, sealed: { turn: draft.turn, kind: draft.kind } });
    // The line that brings messages may have been quicker than this answer.
    if (!this.#shown.has(id)) this.#sent.add(id);
  }

  // The server shows an answer that it took before it asks on. One that it did not take, because
  // another question was open by then, comes back.
  #giveBack() {
    for (const id of this.#sent) {
      const draft = this.#drafts.get(id);
      this.#sent.delete(id);
      this.#page.log.removeOwn(id);
      if (draft.text) this.#page.composer.restore([draft.text]);
      this.#tray.restore(draft.files ?? []);
      this.#waiting = false;
      if (this.#asked?.turn === draft.turn) this.#asked = null;
    }
    this.#show();
  }

  // What was in the vault but had not left when the tab was reloaded.
  async #putBack() {
    const refs = this.#unsent.splice(0);
    for (const ref of refs) {
      const draft = this.#drafts.get(ref);
      if (draft.turn !== this.#asked.turn) continue;
      if (draft.text) this.#page.composer.restore([draft.text]);
      this.#tray.restore(await filesOf(this.#vault, ref, draft).catch(() => []));
    }
  }

  #dress(article, message) {
    if (message.seal) {
      const drawn = drawQuestion(message.seal, (ids) => this.#choose(message.seal, ids));
      // The button for the German text stays below the answers.
      const aside = article.querySelector(".options");
      if (aside) aside.before(...drawn);
      else article.append(...drawn);
    } else if (message.sealed) {
      this.#dressOwn(article, message).catch(() => {});
    } else if (message.item && !message.draft) {
      this.case.dress(article, message.item);
    }
  }

  async #dressOwn(article, { ref, draft }) {
    const found = draft ?? this.#drafts.get(ref) ?? (await draftOf(this.#vault, ref));
    const text = article.querySelector(".text");
    if (!found) {
      text.textContent = word("sealed_answer");
      delete article.dataset.sealed; // the case's own sheet of answers is shown when it can be read
    } else if (!text.textContent) text.textContent = found.labels?.join(", ") || found.text;
    if (article.querySelector(".entry") || !found?.files?.length) return;
    const files = found.files[0].bytes ? found.files : await filesOf(this.#vault, ref, found);
    const drawn = files.map((file) => {
      const part = drawFile(file);
      part.classList.add("entry");
      part.dataset.file = file.item;
      return part;
    });
    text.after(...drawn);
  }

  #closeOldQuestions() {
    const questions = [...document.querySelectorAll(".message.bot:has(.seal-option)")];
    const open = this.#asked && !this.#covered ? questions.pop() : null;
    for (const article of questions) if (article !== open) closeQuestion(article);
  }
}

function kindOf(text, files) {
  return text || files.length === 0 ? "text" : files[0].kind;
}
