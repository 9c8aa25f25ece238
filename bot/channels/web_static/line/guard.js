// What a typed text means before it is sealed: a command, words of danger, an option, or a text for
// the counsellors. Only here, because the server never sees it.

import { Danger } from "./danger.js";
import { exact } from "./plain.js";

export class Guard {
  #commands;
  #danger;

  /** `lists`: the server's answer {commands: {name: [word]}, danger: {phrases, unless, ordinary}}. */
  constructor({ commands, danger }) {
    this.#commands = Object.entries(commands);
    this.#danger = new Danger(danger);
  }

  /** @returns {string | null} the command that was typed as a word */
  command(text) {
    return this.#commands.find(([, words]) => exact(text, words))?.[0] ?? null;
  }

  isDanger(text) {
    return this.#danger.found(text);
  }
}
