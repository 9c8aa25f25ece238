// A dialog of the safe line: built when it is needed, gone when it is closed.

import { fillWords } from "../words.js";
import { button, element } from "./element.js";

/**
 * Shows a dialog with a title and a way out.
 * @param title key of its title
 * @param keep it cannot be closed by accident: not with Escape, not beside it, no ✕
 * @returns {{dialog, body, close(value), closed: Promise}} closed: the value given, or undefined
 */
export function showDialog(title, testid, { keep = false } = {}) {
  const heading = element("h2", { id: `${testid}-title`, word: title, tabindex: "-1" });
  const head = element("div", { class: "title line-title" }, heading);
  const body = element("div", { class: "line" });
  // What lies under an open dialog cannot be tapped: the way out must be in it.
  const leave = () => document.getElementById("leave").click();
  head.append(button("leave", "leave-here", leave, "leave"));
  const dialog = element("dialog", { testid, "aria-labelledby": `${testid}-title` }, head, body);
  let value;
  const closed = new Promise((done) => dialog.addEventListener("close", () => done(value)));
  const close = (given) => {
    value = given;
    dialog.close();
  };
  if (!keep) {
    const on = { click: () => close() };
    head.append(element("button", { class: "away", label: "close", testid: "close-here", on }));
    dialog.addEventListener("click", (event) => event.target === dialog && close());
  } else dialog.addEventListener("cancel", (event) => event.preventDefault());
  closed.then(() => dialog.remove());
  document.body.append(dialog);
  fillWords(dialog);
  dialog.showModal();
  heading.focus();
  return { dialog, body, close, closed };
}
