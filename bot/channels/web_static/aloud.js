// Reading a message aloud: by the office's recording where there is one, else by a voice of this
// device. Nothing is read unless it was asked for, and one message at a time.

import { spoken } from "./spoken.js";
import { voiceFor, whenVoicesChange } from "./voices.js";
import { pageLanguage, word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const PACE = 0.95;

const recordings = new WeakMap(); // button → addresses of the message's recordings
let reading = null; // {button, stop()}

/** A button that reads the message; hidden where nothing on this device could. */
export function drawAloud({ author, audio = [] }) {
  if (author === "resident") return [];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "aloud";
  button.hidden = true;
  button.dataset.testid = "aloud";
  button.dataset.wordLabel = "read_aloud";
  button.setAttribute("aria-label", word("read_aloud"));
  button.setAttribute("aria-pressed", "false");
  button.append(icon("speak"), icon("stop"));
  recordings.set(button, audio);
  return [button];
}

/** Show the buttons that can do something: call it when a message, its language or voices came. */
export function settleAloud(root = document) {
  for (const button of root.querySelectorAll(".aloud")) {
    const article = button.closest(".message");
    const silent = !article.querySelector(".text").textContent.trim();
    button.hidden = silent || !(recordings.get(button)?.length || voiceFor(languageOf(article)));
  }
}

/** Be silent at once. */
export function hush() {
  const former = reading;
  reading = null;
  former?.stop();
  if (former) show(former.button, null);
}

/** `failed`: called when a message could not be read. */
export function wireAloud(failed) {
  whenVoicesChange(() => settleAloud());
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".aloud");
    if (button) toggle(button, failed);
  });
  // Whoever puts the telephone away, or hides the page, wants it silent.
  addEventListener("pagehide", hush);
  document.addEventListener("visibilitychange", () => document.hidden && hush());
}

function toggle(button, failed) {
  const stopped = reading?.button === button;
  hush();
  if (!stopped) read(button, failed).catch(() => {});
}

async function read(button, failed) {
  const mine = { button, stop() {} };
  reading = mine;
  const progress = (done) => reading === mine && show(button, done);
  progress(0);
  const went = (await recorded(mine, progress)) || (await voiced(mine, progress));
  if (reading !== mine) return;
  hush();
  if (!went) failed();
}

/** @returns {Promise<boolean>} false when there is no recording, or it cannot be played */
async function recorded(mine, progress) {
  const addresses = recordings.get(mine.button) ?? [];
  for (const [at, address] of addresses.entries()) {
    if (reading !== mine) return true;
    const player = new Audio(address);
    const ended = new Promise((resolve) => {
      player.addEventListener("ended", () => resolve(true));
      player.addEventListener("error", () => resolve(false));
      mine.stop = () => {
        player.pause();
        resolve(true);
      };
    });
    player.addEventListener("timeupdate", () => {
      const part = player.duration > 0 ? player.currentTime / player.duration : 0;
      progress((at + part) / addresses.length);
    });
    const began = await player.play().then(() => true, () => false);
    if (!began || !(await ended)) return false;
  }
  return addresses.length > 0;
}

/** @returns {Promise<boolean>} false when there is no voice, or it failed */
async function voiced(mine, progress) {
  const article = mine.button.closest(".message");
  const voice = voiceFor(languageOf(article));
  if (reading !== mine) return true;
  if (!voice) return false;
  const parts = partsOf(article);
  const all = parts.reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  mine.stop = () => speechSynthesis.cancel();
  speechSynthesis.cancel(); // what another page left behind
  for (const part of parts) {
    if (reading !== mine) return true;
    if (!(await say(part, voice, mine, (at) => progress((done + at) / all)))) return false;
    done += part.length;
  }
  return true;
}

function say(part, voice, mine, progress) {
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(part);
    Object.assign(utterance, { voice, lang: voice.lang, rate: PACE });
    utterance.addEventListener("boundary", ({ charIndex }) => progress(charIndex));
    utterance.addEventListener("end", () => resolve(true));
    utterance.addEventListener("error", () => resolve(false));
    mine.stop = () => {
      speechSynthesis.cancel();
      resolve(true);
    };
    mine.utterance = utterance; // some browsers forget what nobody holds, and then never end
    progress(0);
    speechSynthesis.speak(utterance);
  });
}

/** What is read of a message: its words and, where it asks, the answers. */
function partsOf(article) {
  const lang = languageOf(article);
  const labels = [...article.querySelectorAll(".options:not(.old) .option:not(.aside)")];
  const lines = [article.querySelector(".text").textContent];
  if (labels.length > 0 && lang === pageLanguage()) lines.push(word("read_options"));
  lines.push(...labels.map((label) => label.textContent));
  return lines.flatMap((line) => spoken(line, lang));
}

/** What was opened in the browser can be in another language than the message that brought it. */
function languageOf(article) {
  return article.querySelector(".text").lang || article.lang;
}

/** `done`: how much was read, 0 to 1; null when nothing is being read. */
function show(button, done) {
  button.setAttribute("aria-pressed", String(done !== null));
  if (done === null) button.style.removeProperty("--done");
  else button.style.setProperty("--done", String(Math.min(1, done)));
}

function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("class", name);
  const shape = document.createElementNS(SVG, "use");
  shape.setAttribute("href", `#i-${name}`);
  picture.append(shape);
  return picture;
}
