// The receipt's screen: the 32 digits to write down, a picture of them, and what to mind.

import { inBlocks } from "/post/receipt.js";
import { word } from "../words.js";
import { showDialog } from "./dialog.js";
import { button, element } from "./element.js";
import { saveAs } from "./files.js";
import { drawCode, pictureOf } from "./receipt-picture.js";
import { loadStyle } from "./style.js";

/** @returns {Promise<boolean>} whether the person says that the digits are kept; else they come again */
export function showReceipt(digits, { number = "" }) {
  loadStyle();
  const { body, close, closed } = showDialog("receipt_title", "receipt", { keep: true });
  const said = element("p", { class: "small", role: "status", testid: "receipt-said" });
  const tell = (key) => (said.textContent = word(key));
  const copy = () =>
    navigator.clipboard.writeText(inBlocks(digits).join(" ")).then(
      () => tell("receipt_copied"),
      () => tell("receipt_not_copied"),
    );
  const save = async () => {
    saveAs(await pictureOf(digits, number), "image/png", "lotse.png");
    tell("receipt_saved");
  };
  body.append(
    element("p", { word: "receipt_text" }),
    blocks(digits),
    drawCode(digits),
    element("p", { class: "warning", word: "receipt_warning" }),
    button("receipt_save", "receipt-save", save),
    button("receipt_copy", "receipt-copy", copy),
    said,
    button("receipt_kept", "receipt-kept", () => close(true), "primary"),
  );
  return closed.then(Boolean);
}

// Always from left to right, whatever stands around them, and read aloud digit by digit.
function blocks(digits) {
  const list = element("ol", { class: "digits", dir: "ltr", testid: "receipt-digits", label: "receipt_title" });
  for (const block of inBlocks(digits)) {
    const aloud = element("span", { class: "unseen", text: [...block].join(" ") });
    const seen = element("span", { "aria-hidden": "true", text: block });
    list.append(element("li", {}, seen, aloud));
  }
  return list;
}
