// From "yes, send it" to the receipt, with what happens said in words. Tried again until it works or
// cannot work; a reload goes on where it was.

import { Failure, newId } from "../api.js";
import { Pauses } from "../pauses.js";
import { word } from "../words.js";
import { button, element } from "./element.js";
import { AnswersLost, openCase } from "./opening.js";

export class Intake {
  #about;
  #pauses = new Pauses();
  #running = false;
  #stopped = false;
  #card = null;
  #item = ""; // the id of what is added, the same for each try

  /**
   * `about`: {api, vault, page, out, add(item, body) async: to the case that is open already,
   * opened() async: it is done}.
   */
  constructor(about) {
    this.#about = about;
  }

  async begin() {
    if (this.#running || this.#stopped) return;
    this.#running = true;
    this.#item = newId();
    this.#draw();
    try {
      while (!this.#stopped && !(await this.#once()));
    } finally {
      this.#running = false;
    }
  }

  stop() {
    this.#stopped = true;
    this.#pauses.wake();
    this.#card?.remove();
  }

  /** @returns whether it is over, one way or the other */
  async #once() {
    const { api, vault, add, opened } = this.#about;
    const say = (stage) => this.#say(`opening_${stage}`);
    try {
      await alone(() => openCase(api, vault, say, (body) => add(this.#item, body)));
      this.#card.remove();
      await opened();
      return true;
    } catch (failure) {
      return this.#failed(failure);
    }
  }

  async #failed(failure) {
    if (failure instanceof AnswersLost) return this.#end("opening_lost", "back", this.#goBack);
    if (!(failure instanceof Failure)) console.error(failure);
    if (failure.kind === "away" || failure.kind === "busy") return this.#wait(failure.after);
    if (failure.kind === "gone") return true;
    // The bot itself says why nobody can take it. Or it was taken, and only the answer was lost.
    if (["nobody", "not_agreed"].includes(failure.code)) return this.#taken();
    const why = word(failure.message ?? "") ? failure.message : "opening_failed";
    return this.#end(why, "try_again", () => this.begin());
  }

  async #taken() {
    try {
      await this.#about.opened();
    } catch (failure) {
      return this.#wait(failure.after);
    }
    this.#card.remove();
    return true;
  }

  async #wait(seconds) {
    this.#say("opening_waiting");
    await this.#pauses.wait(seconds);
    return false;
  }

  #goBack = () => {
    this.#card.remove();
    this.#about.out.command("back");
  };

  #draw() {
    this.#card?.remove();
    const title = element("h2", { word: "opening_title" });
    const text = element("p", { class: "text", role: "status", testid: "opening" });
    this.#card = element("section", { class: "card", testid: "opening-card", tabindex: "-1" });
    this.#card.append(title, text);
    this.#about.page.log.append(this.#card);
  }

  #say(key) {
    const text = this.#card.querySelector(".text");
    text.dataset.word = key;
    text.textContent = word(key);
  }

  #end(key, label, onClick) {
    this.#say(key);
    const again = button(label, "opening-again", onClick, "primary");
    this.#card.append(again);
    again.focus();
    return true;
  }
}

// Two tabs of one conversation (a duplicated tab) would each make digits of their own, and only
// one's would open the case.
const alone = (deed) =>
  navigator.locks ? navigator.locks.request("lotse-opening", deed) : deed();
