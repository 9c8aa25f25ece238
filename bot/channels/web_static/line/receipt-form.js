// "I have 32 digits": opens a case on any device, in a conversation of its own.

import { lookupOf } from "/post/resident.js";
import { doWork } from "/post/work.js";
import { word } from "../words.js";
import { fetchWork, redeemReceipt } from "./api.js";
import { showDialog } from "./dialog.js";
import { digitsField } from "./digits-field.js";
import { button, element } from "./element.js";
import { loadStyle } from "./style.js";

/** @returns {Promise<{token, digits} | undefined>} undefined: the person thought better of it */
export function askReceipt() {
  loadStyle();
  const { body, close, closed } = showDialog("receipt_have", "receipt-form");
  const field = digitsField();
  const status = element("p", { class: "small", role: "status" });
  const open = element("button", { class: "primary", word: "receipt_open", testid: "receipt-open" });
  open.type = "submit";
  const form = element("form", {}, ...field.elements, open, status);
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const digits = field.read();
    if (!digits || open.disabled) return;
    open.disabled = true;
    status.textContent = word("receipt_checking");
    try {
      close({ ...(await redeemed(digits)), digits });
    } catch (failure) {
      field.say(reason(failure));
    } finally {
      open.disabled = false;
      status.textContent = "";
    }
  });
  body.append(element("p", { word: "receipt_where" }), form, button("cancel_short", "", () => close()));
  return closed;
}

async function redeemed(digits) {
  const task = await fetchWork();
  const w = await doWork(task);
  return redeemReceipt(await lookupOf(digits), { challenge: task.challenge, w });
}

function reason(failure) {
  if (failure.code === "receipt") return word("receipt_unknown");
  if (failure.kind === "away") return word("receipt_offline");
  if (failure.kind === "busy") return word("receipt_busy");
  return failure.message || word("failed");
}
