// The flow's graph: the present step marked, the way behind it coloured, every step a button.

import { getPicture } from "./api.js";

const frame = document.getElementById("graph");
const fit = document.getElementById("fit");
const ROOM = 60; // pixels round the present step that stay in view, so that its ways show
const NAMES = { passed: "schon besucht", present: "hier stehen Sie" };

let drawn = ""; // which picture stands in the frame
let latest = ""; // which one was wanted last: pictures can come in another order than asked for
let jump = () => {};

fit.addEventListener("click", () => {
  const whole = frame.classList.toggle("whole");
  fit.setAttribute("aria-pressed", String(whole));
  fit.textContent = whole ? "Groß zeigen" : "Ganz zeigen";
  showPresent();
});
frame.addEventListener("click", (event) => choose(event.target.closest("[data-step]")));
frame.addEventListener("keydown", onKey);

/** Draw the graph of the play's flow when it is another one, then mark where the play stands. */
export async function drawGraph(state, onJump) {
  jump = onJump;
  const wanted = [state.play, state.flow, state.lang, state.version].join(" ");
  latest = wanted;
  if (wanted !== drawn) {
    const picture = await getPicture(`/api/plays/${state.play}/graph`);
    if (wanted !== latest) return;
    for (const part of picture.querySelectorAll("style, script")) part.remove();
    // Its steps are buttons here: no longer one picture.
    picture.setAttribute("role", "presentation");
    picture.removeAttribute("aria-label");
    const kept = [frame.scrollLeft, frame.scrollTop];
    frame.replaceChildren(document.importNode(picture, true));
    [frame.scrollLeft, frame.scrollTop] = kept;
    drawn = wanted;
  }
  mark(state);
  showPresent();
}

function mark({ step, passed }) {
  const here = step || passed.at(-1);
  for (const group of steps()) {
    const id = group.dataset.step;
    const is = { passed: passed.includes(id), present: id === here };
    group.classList.toggle("passed", is.passed);
    group.classList.toggle("present", is.present);
    group.setAttribute("role", "button");
    const said = Object.keys(NAMES).filter((name) => is[name]).map((name) => NAMES[name]);
    group.setAttribute("aria-label", [id, ...said].join(", "));
    if (is.present) group.setAttribute("aria-current", "step");
    else group.removeAttribute("aria-current");
    group.setAttribute("tabindex", is.present ? "0" : "-1");
  }
  if (!steps().some((group) => group.tabIndex === 0)) steps()[0]?.setAttribute("tabindex", "0");
}

const steps = () => [...frame.querySelectorAll("[data-step]")];

function showPresent() {
  const present = frame.querySelector(".present");
  if (!present) return;
  const [box, around] = [present.getBoundingClientRect(), frame.getBoundingClientRect()];
  if (box.top < around.top + ROOM || box.bottom > around.bottom - ROOM) {
    frame.scrollTop += box.top + box.height / 2 - around.top - around.height / 2;
  }
  if (box.left < around.left + ROOM || box.right > around.right - ROOM) {
    frame.scrollLeft += box.left + box.width / 2 - around.left - around.width / 2;
  }
}

function choose(group) {
  if (group) jump(group.dataset.step);
}

function onKey(event) {
  const all = steps();
  const at = all.indexOf(document.activeElement);
  if (at < 0) return;
  const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1 };
  const target = { ...next, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Enter" || event.key === " ") choose(all[at]);
  else if (target === undefined) return;
  else all[Math.min(Math.max(target, 0), all.length - 1)].focus();
  event.preventDefault();
}
