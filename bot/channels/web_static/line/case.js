// The open case in this tab: its state, its items in the conversation, and what is added to it.

import { lookupOf, residentOf } from "/post/resident.js";
import { toBase64 } from "/post/sealing.js";
import { Failure, newId } from "../api.js";
import { drawMessage } from "../message.js";
import { pageLanguage, word } from "../words.js";
import { draftOf, dropFiles, filesOf, handedOver } from "./drafts.js";
import { fillEntry, messageOf } from "./entries.js";
import { drawFile, releaseFiles } from "./files.js";
import { RESIDENT, Thread } from "./thread.js";

export class CaseView {
  #api;
  #vault;
  #page;
  #out;
  #changed;
  #facts = { state: "none" };
  #receipt = null; // {digits, seen}
  #thread = null;
  #swapped = false; // the server names another recipient than the one made here

  /** `changed()`: called when the case's state has. */
  constructor({ api, vault, page, out, changed }) {
    this.#api = api;
    this.#vault = vault;
    this.#page = page;
    this.#out = out;
    this.#changed = changed;
  }

  /** The server's answer about the case (GET line). */
  get facts() {
    return this.#facts;
  }

  get state() {
    return this.#facts.state;
  }

  /** Whether something was agreed to be handed over and waits to be sealed. */
  get agreed() {
    return this.state === "agreed" || this.#facts.agreed === true;
  }

  /** Also a closed one that the next words open again: whoever asked for a human wants that. */
  get isOpen() {
    return this.state === "open" || (this.state === "closed" && this.#facts.reopens === true);
  }

  get isClosed() {
    return this.state === "closed" && !this.isOpen;
  }

  get exists() {
    return this.isOpen || this.isClosed;
  }

  /** The receipt's digits, "" when this tab does not have them. */
  get digits() {
    return this.#receipt?.digits ?? "";
  }

  /** Why nothing can be added from this tab: the key of a sentence, or "". */
  get blocked() {
    if (this.#swapped) return "case_swapped";
    return this.#thread ? "" : "case_unlock_first";
  }

  get thread() {
    return this.#thread;
  }

  /** Asks the server again. @throws {Failure} */
  async refresh() {
    this.#facts = await this.#api.state();
    if (this.exists && !this.#thread?.isOf(this.#facts.case)) await this.#unlock();
    if (this.state === "withdrawn") this.#forget();
    this.#changed();
  }

  /** The case was opened just now, or got more answers: send what was attached, show the receipt. */
  async opened() {
    await this.refresh();
    await this.show(true);
    await this.#sendAttached();
    if (this.#receipt?.seen === false) await this.showReceipt();
  }

  /** Answers of another flow for the case that is open already. */
  async addAnswers(item, body) {
    if (!this.#thread) throw new Failure("refused", "case_unlock_first", 0, { code: "locked" });
    await this.#thread.send(item, "answers", body, pageLanguage(), { handoff: true });
  }

  /** After a reload: go on where the opening was left. */
  async resume() {
    if (!this.#thread) return;
    await this.#sendAttached();
    if (!this.#receipt.seen) this.showReceipt().catch(() => {});
  }

  /** The digits, typed in again because this tab had lost them. @returns whether they fit */
  async useDigits(digits) {
    await this.refresh();
    if (!this.exists) return false;
    const { recipient } = await residentOf(digits, this.#facts.salt);
    if (recipient !== this.#facts.resident) return false;
    await this.#vault.putJson("receipt", { digits, seen: true });
    await this.refresh();
    return this.#thread !== null;
  }

  /** The receipt's screen. */
  async showReceipt() {
    if (!this.digits) return;
    const { showReceipt } = await import("./receipt-view.js");
    const kept = await showReceipt(this.digits, this.#facts);
    if (!kept || !this.#receipt) return;
    this.#receipt.seen = true;
    await this.#vault.putJson("receipt", this.#receipt).catch(() => {});
  }

  async showPanel() {
    const { showPanel } = await import("./panel.js");
    await this.refresh().catch(() => {});
    showPanel(this, this.#api, this.#page);
  }

  /** A counsellor's reply is about to be shown: fetch and open it first, so that it is read out whole. */
  async prepare(messages) {
    const unknown = messages.some(({ item }) => item && !this.#thread?.entry(item));
    if (unknown && this.#thread) await this.#thread.load().catch(() => {});
  }

  /** Shows what the conversation's own messages do not have. `quiet`: none of it is news. */
  async show(quiet) {
    if (!this.#thread) return;
    const fresh = await this.#thread.load().catch(() => []);
    const replies = fresh.filter(({ row }) => row.author !== RESIDENT);
    for (const entry of this.#thread.entries) this.#place(entry);
    if (replies.length > 0 && !quiet) this.#page.status.news(replies.length);
  }

  /** Fills a message that stands for an item. */
  dress(article, item) {
    article.dataset.item = item;
    const entry = this.#thread?.entry(item);
    if (entry) fillEntry(article, entry);
    else article.querySelector(".text").textContent = word("reply_closed");
  }

  /** Seals and sends words and files of the resident. */
  send(text, files) {
    if (text && files.length === 0) this.#add(newId(), "text", text, { text, files: [] });
    for (const [place, file] of files.entries()) {
      const caption = place === 0 ? text : "";
      this.#add(file.item, file.kind, bodyOf(file, caption), { text: caption, files: [file] });
    }
  }

  /** Whether a program of the city may translate for the counsellors. @throws {Failure} */
  async allowTranslation(on) {
    await this.#api.translation(on);
    this.#facts = { ...this.#facts, translate: on };
  }

  async withdraw(digits) {
    await this.#api.withdraw(await lookupOf(digits));
    this.#facts = { state: "withdrawn" };
    this.#forget();
    this.#changed();
  }

  stop() {
    releaseFiles();
  }

  async #unlock() {
    this.#thread = null; // perhaps of an earlier case
    this.#receipt = await this.#vault.getJson("receipt");
    if (!this.#receipt) return;
    const made = await this.#vault.getJson("case");
    const { salt, resident, recipient } = this.#facts;
    const mine = await residentOf(this.#receipt.digits, salt);
    if (mine.recipient !== resident) {
      this.#receipt = null;
      return;
    }
    this.#swapped = made?.case === this.#facts.case && made.recipient !== recipient;
    this.#thread = new Thread(this.#api, this.#facts, mine);
  }

  #add(item, kind, body, draft) {
    const deliver = () => this.#deliver(item, kind, body);
    this.#out.add({ id: item, item, draft, deliver }, draft.text);
    const article = this.#page.log.articleOf(item);
    const files = draft.files.map(drawFile);
    for (const part of files) part.classList.add("entry");
    article?.querySelector(".text").after(...files);
  }

  async #deliver(item, kind, body) {
    if (!this.isOpen) throw new Failure("refused", "case_closed_text", 0, { code: "closed" });
    await this.#thread.send(item, kind, body, pageLanguage());
  }

  // What was attached to answers follows the first item; under ids of their own, so that a reload
  // in the middle sends none of them twice.
  async #sendAttached() {
    if (!this.#thread) return;
    await this.#thread.load().catch(() => {});
    for (const ref of await handedOver(this.#vault).catch(() => [])) {
      const draft = await draftOf(this.#vault, ref).catch(() => null);
      if (!draft?.files?.length) continue;
      for (const file of await filesOf(this.#vault, ref, draft)) {
        if (this.#thread.entry(file.item)) continue;
        await this.#attach(ref, draft, file);
      }
    }
  }

  async #attach(ref, draft, file) {
    const body = { ...bodyOf(file, ""), of: draft.key };
    const deliver = async () => {
      await this.#deliver(file.item, file.kind, body);
      const left = draft.files.every(({ item }) => this.#thread.entry(item) || item === file.item);
      if (left) await dropFiles(this.#vault, ref, draft).catch(() => {});
    };
    this.#out.add({ id: file.item, item: file.item, quiet: true, draft: { text: "" }, deliver }, "");
  }

  /** An item's message is filled where it stands, or put where it belongs. */
  #place(entry) {
    const { log } = this.#page;
    const found = log.articleOf(entry.row.item);
    if (found) {
      if (found.dataset.cursor && !found.dataset.opened) fillEntry(found, entry);
      return;
    }
    // The answers, and what was attached to them, may stand in this conversation already.
    if (entry.envelope?.kind === "answers" && log.hasSealed) return;
    if (document.querySelector(`[data-file="${CSS.escape(entry.row.item)}"]`)) return;
    const article = drawMessage(messageOf(entry, pageLanguage(), document.documentElement.dir));
    article.dataset.item = entry.row.item;
    fillEntry(article, entry);
    log.insert(article, entry.envelope?.at ?? "");
  }

  #forget() {
    this.#thread = null;
    this.#receipt = null;
    releaseFiles();
  }
}

function bodyOf({ name, type, bytes }, text) {
  return { name, type, data: toBase64(bytes), ...(text && { text }) };
}
