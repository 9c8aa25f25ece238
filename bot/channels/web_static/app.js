// Starts the page and holds its parts together.

import { hush, wireAloud } from "./aloud.js";
import { eraseOnTheWayOut, fetchStart, openSession } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { watchRoom } from "./fit.js";
import { setLeaveTarget, wireLeave } from "./leave.js";
import { Log } from "./log.js";
import { askErase, close as closeMenu, showCase, wireMenu } from "./menu.js";
import { Pauses } from "./pauses.js";
import { forgetToken, keepToken, token } from "./session.js";
import { Status } from "./status.js";
import { fillWords, pageLanguage, usePageWords, word } from "./words.js";

const find = (id) => document.getElementById(id);
const wished = new URLSearchParams(location.search).get("lang") || undefined;

const status = new Status();
const log = new Log(find("log"), find("pill"), {
  tap: (data, label) => conversation.tap(data, label),
  again: () => conversation.retry(),
});
const composer = new Composer(find("composer"), (text) => conversation?.write(text) ?? false);
const starting = new Pauses();

let conversation = null;
let round = 0; // of beginning; what an earlier one still brings is dropped
let stranger = false; // nothing tells which of our languages this person speaks: they are asked first
let wordsReady = null; // settled when the server's words are in place

const page = { log, status, composer, useLanguage, shown, showCase, askErase, erase, ended };

wire();
fillWords();
arrive();

/** What stands behind the # is for this moment only: nobody is to find it in the address. */
function arrive() {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState(history.state, "", location.pathname + location.search);
  if (fragment.startsWith("go=")) {
    comeFromMessenger(fragment.slice(3));
    return;
  }
  if (token()) resume();
  else begin(wished);
  if (fragment === "receipt") withReceipt();
}

/** The conversation of the messenger goes on here. */
async function comeFromMessenger(pass) {
  wordsReady = reach(() => fetchStart(wished)).then(useStart);
  await wordsReady;
  const door = await reach(async () => {
    const { redeemDoor } = await import("./line/api.js");
    return redeemDoor(pass);
  });
  if (door) enter(door.token, door.lang);
}

/** Go on with another conversation in place of this one. */
async function enter(value, lang) {
  drop();
  log.clear();
  forgetToken();
  keepToken(value);
  find("ended").hidden = true;
  document.documentElement.dataset.view = "wait";
  wordsReady = reach(() => fetchStart(lang || wished)).then(useStart);
  await wordsReady;
  converse(value, true);
}

/** The form is loaded when it is asked for; without a line the person is told. */
function withReceipt() {
  enterReceipt().catch(() => status.lost(1));
}

async function enterReceipt() {
  const { askReceipt } = await import("./line/receipt-form.js");
  await wordsReady;
  const found = await askReceipt();
  if (!found) return;
  const former = token();
  if (former && !log.begun) eraseOnTheWayOut(former);
  await enter(found.token, pageLanguage());
  await conversation?.useReceipt(found.digits);
}

function erase(farewell) {
  conversation?.erase(farewell);
}

function resume() {
  wordsReady = reach(() => fetchStart(wished)).then(useStart);
  converse(token(), true);
}

async function begin(lang) {
  const mine = ++round;
  if (!wordsReady || lang !== pageLanguage()) {
    const start = await reach(() => fetchStart(lang));
    if (!start) return;
    useStart(start);
    wordsReady = Promise.resolve();
  }
  const opened = await reach(() => openSession(stranger ? "" : pageLanguage()));
  if (!opened) return;
  if (mine === round) {
    keepToken(opened.token);
    converse(opened.token, false);
  } else {
    eraseOnTheWayOut(opened.token);
  }
}

/** Try until it works. A refusal is shown and ends it, a new beginning ends it too: null. */
async function reach(call) {
  const mine = round;
  starting.reset();
  while (mine === round) {
    try {
      const answer = await call();
      status.reached();
      status.settled();
      return answer;
    } catch (failure) {
      if (mine !== round) break;
      if (failure.kind === "refused") {
        showEnd("refused", failure.message || word("failed"), []);
        break;
      }
      if (failure.kind === "busy") status.problem(word(failure.message));
      else status.lost(starting.tries);
      await starting.wait(failure.after);
    }
  }
  return null;
}

function useStart(start) {
  if (!start) return;
  usePageWords(start);
  stranger = start.known === false;
  setLeaveTarget(start.leave);
  find("demo").hidden = !start.demo;
  find("have-receipt").hidden = false;
  status.showTitle();
  const choices = start.languages.map(({ id, name, dir }) => {
    const choice = new Option(name, id, id === start.lang, id === start.lang);
    Object.assign(choice, { lang: id, dir });
    return choice;
  });
  find("tongue-select").replaceChildren(...choices);
}

/** The conversation goes on in another language: so does the page. */
async function useLanguage(lang) {
  await wordsReady;
  if (!lang || lang === pageLanguage()) return;
  try {
    useStart(await fetchStart(lang));
  } catch {
    // The messages matter more than the page's words; the next answer asks again.
  }
}

function converse(value, resumed) {
  conversation = new Conversation(value, page, resumed);
  if (!resumed) shown();
}

/** There is a conversation to see; its language can be chosen until something has been said. */
function shown() {
  document.documentElement.dataset.view = "chat";
  find("tongue").hidden = find("tongue-select").length < 2 || log.begun;
  find("world").hidden = find("tongue-select").length < 2;
}

async function ended(how, text, unsent) {
  const mine = round;
  await wordsReady;
  if (mine === round) showEnd(how, text ?? word(how), unsent);
}

function drop() {
  hush();
  round += 1;
  starting.wake();
  conversation?.stop();
  conversation = null;
}

function showEnd(how, text, unsent) {
  drop();
  forgetToken();
  closeMenu();
  showCase(false);
  log.clear();
  status.settled();
  if (how === "erased") composer.clear();
  composer.restore(unsent);
  document.documentElement.dataset.view = "ended";
  find("ended").dataset.testid = how;
  find("ended-text").textContent = text;
  find("ended").hidden = false;
  find("ended-text").focus();
}

function beginAgain() {
  find("ended").hidden = true;
  document.documentElement.dataset.view = "wait";
  find("log").focus({ preventScroll: true });
  begin(wordsReady ? pageLanguage() : wished);
}

/** Chosen before anything was said: the conversation begins anew in that language. */
function chooseLanguage(lang) {
  const former = token();
  drop();
  forgetToken();
  log.clear();
  if (former) eraseOnTheWayOut(former);
  begin(lang);
}

function wire() {
  watchRoom();
  wireLeave(drop);
  wireAloud(() => status.problem(word("read_failed")));
  wireMenu({
    command: (name) => conversation?.command(name),
    erase: () => conversation?.erase(),
    showCase: () => conversation?.showCase().catch(() => status.lost(1)),
    enterReceipt: withReceipt,
  });
  find("have-receipt").addEventListener("click", withReceipt);
  find("ended-receipt").addEventListener("click", withReceipt);
  addEventListener("beforeunload", (event) => {
    if (conversation?.busy) event.preventDefault(); // something has not left this page yet
  });
  find("begin").addEventListener("click", beginAgain);
  find("tongue-select").addEventListener("change", (event) => chooseLanguage(event.target.value));
  find("skip").addEventListener("click", (event) => {
    event.preventDefault(); // no further entry in the history
    find("log").focus();
  });
  find("offline-again").addEventListener("click", () => {
    starting.wake();
    conversation?.retry();
  });
  const wake = () => {
    starting.wake();
    conversation?.wake();
  };
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  addEventListener("offline", () => {
    status.lost(0);
    conversation?.interrupt();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    status.seen();
    wake();
  });
}
