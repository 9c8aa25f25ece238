// What stands above the text field while it is sealed: that it is, and what can be attached.

import { newId } from "../api.js";
import { word } from "../words.js";
import { button, element } from "./element.js";
import { drawFile } from "./files.js";
import { redrawn } from "./photo.js";
import { canRecord, record } from "./recorder.js";

const MOST = 3; // attachments at once
const LARGEST_DOCUMENT = 4 * 1024 * 1024;
const LONGEST_NAME = 80;
const KINDS = ["photo", "voice", "document"];
const ACCEPT = { photo: "image/*", document: "application/pdf" };

export class Tray {
  #host;
  #status;
  #files = [];
  #list = element("ul", { class: "attached", testid: "attached" });
  #buttons = new Map();
  #recording = null;
  #hint = element("p", { class: "small" });
  #allowed = false;

  /** `host`: the empty element above the text field. */
  constructor(host, status) {
    this.#host = host;
    this.#status = status;
    const row = element("div", { class: "attach", role: "group", label: "attach" });
    for (const kind of KINDS) {
      const choose = kind === "voice" ? () => this.#record() : () => this.#pick(kind);
      const made = button(`attach_${kind}`, `attach-${kind}`, choose);
      this.#buttons.set(kind, made);
      row.append(made);
    }
    host.replaceChildren(this.#list, this.#hint, row);
  }

  /**
   * Which kinds the open question, or the case, takes; none: nothing is sealed here.
   * @param open what is said while nothing is sealed though somebody may think so: a key, or ""
   */
  allow(kinds, open = "") {
    const sealed = kinds.length > 0;
    this.#host.hidden = !sealed && !open;
    name(this.#hint, sealed ? "sealed_hint" : open || "sealed_hint");
    this.#hint.dataset.testid = sealed ? "sealed-hint" : "open-hint";
    this.#list.hidden = !sealed;
    this.#allowed = sealed;
    for (const [kind, made] of this.#buttons) {
      made.hidden = !kinds.includes(kind) || (kind === "voice" && !canRecord());
    }
    // What was said so far is not lost; it waits until it can be sent.
    if (!sealed) this.#recording?.stop();
  }

  /** Nothing is left of what was attached, and the microphone is off. */
  stop() {
    this.allow([]);
    this.#recording?.drop();
    this.#files = [];
    this.#host.replaceChildren();
  }

  get files() {
    return [...this.#files];
  }

  /** @returns the files, which are the caller's from now on */
  take() {
    const taken = this.#files;
    this.#files = [];
    this.#draw();
    return taken;
  }

  /** Put back what could not be sent. */
  restore(files) {
    this.#files = [...files, ...this.#files].slice(0, 2 * MOST);
    this.#draw();
  }

  #pick(kind) {
    const input = element("input", { type: "file", accept: ACCEPT[kind], testid: `file-${kind}` });
    input.hidden = true;
    input.addEventListener("change", () => this.#picked(kind, input));
    input.addEventListener("cancel", () => input.remove());
    this.#host.querySelector(`[data-testid="file-${kind}"]`)?.remove();
    this.#host.append(input); // some browsers forget a field that is nowhere
    input.click();
  }

  async #picked(kind, input) {
    const [file] = input.files;
    input.remove();
    if (!file) return;
    try {
      this.#add(kind === "photo" ? await photoOf(file) : await documentOf(file));
    } catch {
      this.#status.problem(word(`attach_${kind}_bad`));
    }
  }

  #add(file) {
    if (this.#files.length >= MOST) {
      this.#status.problem(word("attach_full"));
      return;
    }
    this.#status.settled();
    this.#files.push({ ...file, item: newId() });
    this.#draw();
    this.#status.say(`${word(`attach_${file.kind}`)} ✓`);
  }

  async #record() {
    if (this.#recording) {
      this.#recording.stop();
      return;
    }
    const made = this.#buttons.get("voice");
    let dropped = false;
    const drop = () => (dropped = true);
    this.#recording = { stop: drop, drop }; // while the browser asks
    try {
      const shown = (seconds) => (made.dataset.seconds = clock(seconds));
      const running = await record(shown);
      this.#recording = { stop: running.stop, drop: () => (drop(), running.stop()) };
      if (dropped || !this.#allowed) this.#recording.drop();
      name(made, "voice_stop");
      shown(0);
      const { type, bytes, full } = await running.result;
      if (!dropped) this.#add({ kind: "voice", name: `voice.${type.split("/")[1]}`, type, bytes });
      if (full) this.#status.problem(word("voice_full"));
    } catch {
      this.#status.problem(word("voice_refused"));
    } finally {
      this.#recording = null;
      delete made.dataset.seconds;
      name(made, "attach_voice");
    }
  }

  #draw() {
    this.#list.replaceChildren(...this.#files.map((file) => this.#row(file)));
  }

  #row(file) {
    const remove = button("attach_remove", "attach-remove", () => {
      this.#files = this.#files.filter((other) => other !== file);
      this.#draw();
      this.#buttons.get(file.kind).focus();
    });
    return element("li", {}, drawFile(file), remove);
  }
}

async function photoOf(file) {
  return { kind: "photo", name: "photo.jpg", type: "image/jpeg", bytes: await redrawn(file) };
}

async function documentOf(file) {
  if (file.size > LARGEST_DOCUMENT) throw new RangeError("too large");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isPdf = String.fromCharCode(...bytes.subarray(0, 5)) === "%PDF-";
  if (!isPdf) throw new TypeError("not a PDF");
  const plain = file.name.replace(/[\p{C}/\\]/gu, "").slice(-LONGEST_NAME);
  return { kind: "document", name: plain, type: "application/pdf", bytes };
}

function name(made, key) {
  made.dataset.word = key;
  made.textContent = word(key);
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
