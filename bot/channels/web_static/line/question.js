// A question whose answer is sealed: what stands under its text.

import { button, element } from "./element.js";
import { word } from "../words.js";

/**
 * The words that say so and, where there are any, the options.
 * @param seal the server's {options, many, min, max}
 * @param onChoose called with the chosen ids
 */
export function drawQuestion(seal, onChoose) {
  const parts = [element("p", { class: "sealed", word: "sealed_only", testid: "sealed" })];
  if (seal.options?.length) parts.push(seal.many ? several(seal, onChoose) : one(seal, onChoose));
  return parts;
}

/** An earlier question: its options can be read, and choose nothing any more. */
export function closeQuestion(article) {
  for (const option of article.querySelectorAll(".seal-option, .seal-done")) option.disabled = true;
}

function one({ options }, onChoose) {
  const group = element("div", { class: "options", role: "group" });
  for (const { id, label } of options) {
    const option = optionOf(id, label);
    option.addEventListener("click", (event) => {
      if (event.detail > 1) return; // the second half of a double tap
      option.classList.add("chosen");
      onChoose([id]);
    });
    group.append(element("div", { class: "row" }, option));
  }
  return group;
}

function several({ options, min = 1, max = 0 }, onChoose) {
  const group = element("div", { class: "options", role: "group", label: "many_hint" });
  const chosen = new Set();
  const say = element("p", { class: "problem", role: "alert" });
  for (const { id, label } of options) {
    const option = optionOf(id, label);
    option.setAttribute("aria-pressed", "false");
    option.addEventListener("click", () => {
      if (!chosen.delete(id)) chosen.add(id);
      option.setAttribute("aria-pressed", String(chosen.has(id)));
      say.textContent = "";
    });
    group.append(element("div", { class: "row" }, option));
  }
  const done = button("many_done", "seal-done", () => {
    const inOrder = options.map(({ id }) => id).filter((id) => chosen.has(id));
    const fits = inOrder.length >= min && (!max || inOrder.length <= max);
    if (fits) onChoose(inOrder);
    else say.textContent = word(inOrder.length < min ? "many_min" : "many_max");
  });
  done.className = "primary seal-done";
  group.prepend(element("p", { class: "small", word: "many_hint" }));
  group.append(say, done);
  return group;
}

function optionOf(id, label) {
  const option = element("button", { class: "option seal-option", testid: "option", text: label });
  option.dataset.choice = id;
  return option;
}
