// The field for the 32 digits: any script's digits, blanks and dashes as they come.

import { inBlocks, readReceipt } from "/post/receipt.js";
import { word } from "../words.js";
import { element } from "./element.js";

let count = 0;

/**
 * @returns {{elements, read(): string | null}} read: the digits, or null after saying what is wrong
 */
export function digitsField() {
  const id = `digits-${(count += 1)}`;
  const input = element("textarea", {
    id,
    rows: "2",
    dir: "ltr",
    inputmode: "numeric",
    autocomplete: "off",
    spellcheck: "false",
    class: "digits-in",
    testid: "digits",
    "aria-describedby": `${id}-fault`,
  });
  const fault = element("p", { id: `${id}-fault`, class: "problem", role: "alert", testid: "digits-fault" });
  const label = element("label", { for: id, word: "receipt_input" });
  input.addEventListener("input", () => (fault.textContent = ""));
  const read = () => {
    const { digits, fault: found } = readReceipt(input.value);
    fault.textContent = found ? word(`receipt_${found}`) : "";
    input.setAttribute("aria-invalid", String(found !== ""));
    if (!found) input.value = inBlocks(digits).join(" ");
    else input.focus();
    return found ? null : digits;
  };
  const say = (text) => (fault.textContent = text);
  return { elements: [label, input, fault], read, say };
}
