// Starts the page and holds its parts together.

import { get, post, Refused } from "./api.js";
import { drawBeside, drawProblems } from "./beside.js";
import { drawGraph } from "./graph.js";
import { drawPhone } from "./phone.js";
import { wireSaving } from "./saving.js";

const find = (id) => document.getElementById(id);
const KEPT = "lotse-preview-play";
const AGAIN = 1000; // milliseconds until the server is asked again after a failure

let state = null;
let version = -1; // of the files, as last seen here

wire();
let busy = begin().catch(failed); // wishes are sent one after the other, the first when all is there
busy.then(watch);

async function begin() {
  const desk = await firstDesk();
  if (!desk) return;
  const kept = sessionStorage.getItem(KEPT);
  const found = kept ? await get(`/api/plays/${kept}`).catch(() => null) : null;
  show(found ?? (await post("/api/plays", { flow: desk.flows[0].id, lang: "de" })));
}

/** What there is to play, as soon as there is a version without errors. */
async function firstDesk() {
  for (;;) {
    const desk = await patiently(() => get("/api/desk"));
    if (desk) drawDesk(desk);
    if (!desk || desk.flows.length) return desk;
    await new Promise((done) => setTimeout(done, AGAIN));
  }
}

function wire() {
  find("flow").addEventListener("change", (event) => wish("start", { flow: event.target.value }));
  find("language").addEventListener("change", (event) => wish("language", { value: event.target.value }));
  find("channel").addEventListener("change", (event) => wish("messenger", { value: event.target.value }));
  find("undo").addEventListener("click", () => wish("undo"));
  find("anew").addEventListener("click", () => wish("start", { flow: find("flow").value }));
  for (const button of document.querySelectorAll("[data-wait]")) {
    button.addEventListener("click", () => wish("wait", { value: button.dataset.wait }));
  }
  for (const button of document.querySelectorAll("[data-command]")) {
    button.addEventListener("click", () => wish("command", { value: button.dataset.command }));
  }
  find("kind").addEventListener("change", (event) => {
    if (event.target.value) wish("send", { value: event.target.value });
    event.target.value = "";
  });
  find("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = find("input").value.trim();
    find("input").value = "";
    if (text) wish("type", { value: text });
  });
  wireSaving(find("save"), () => state?.play);
}

function wish(what, details = {}) {
  busy = busy.then(async () => {
    if (!state) return;
    try {
      show(await post(`/api/plays/${state.play}/wishes`, { what, ...details }));
    } catch (error) {
      failed(error);
    }
  });
}

/** Hear of saved files: the server answers as soon as they are newer. */
async function watch() {
  while (state) {
    const seen = version;
    const next = await patiently(() => get(`/api/plays/${state.play}?after=${seen}`));
    if (!next) return;
    if (next.version === seen) continue;
    await busy;
    const desk = await patiently(() => get("/api/desk"));
    if (desk) drawDesk(desk);
    show(await patiently(() => get(`/api/plays/${state.play}`)));
  }
}

function show(next) {
  if (!next) return;
  state = next;
  version = next.version;
  sessionStorage.setItem(KEPT, next.play);
  find("flow").value = next.flow;
  find("language").value = next.lang;
  find("channel").value = next.messenger ? "yes" : "no";
  find("kind").hidden = !next.messenger; // nothing but words can be sent in the web chat
  drawProblems(next.problems, true);
  drawBeside(next);
  drawPhone(next.entries, next.messenger, (data) => wish("tap", { data }));
  drawGraph(next, (step) => wish("jump", { flow: state.flow, value: step })).catch(failed);
}

function drawDesk(desk) {
  version = desk.version;
  drawProblems(desk.problems, desk.flows.length > 0);
  fill(find("flow"), desk.flows.map(({ id, title }) => [id, title]));
  fill(find("language"), desk.languages.map(({ id, name }) => [id, name]));
}

function fill(select, choices) {
  const before = select.value;
  select.replaceChildren(...choices.map(([value, label]) => new Option(label, value)));
  if (choices.some(([value]) => value === before)) select.value = before;
}

/** Ask until there is an answer; null when the server will not have us. */
async function patiently(ask) {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      failed(error);
      if (error instanceof Refused) return null;
      await new Promise((done) => setTimeout(done, AGAIN));
    }
  }
}

function failed(error) {
  const gone = "Die Vorschau ist nicht erreichbar. Läuft sie noch im Terminal?";
  find("note").textContent = error instanceof Refused ? error.message : gone;
}
