// "My case": what is known about it, and everything that can be done with it.

import { pageLanguage, word } from "../words.js";
import { copyOf } from "./copy.js";
import { showDialog } from "./dialog.js";
import { digitsField } from "./digits-field.js";
import { button, element } from "./element.js";
import { saveAs } from "./files.js";

/** @param view the CaseView */
export function showPanel(view, api, page) {
  const { facts } = view;
  const { body, close } = showDialog("case_mine", "case-panel");
  const parts = [factsOf(facts)];
  if (!view.digits) parts.push(unlock(view, close));
  if (facts.ping !== null && facts.ping !== undefined) parts.push(ping(facts, api, page));
  if (facts.state === "open" && (facts.translate || !pageLanguage().startsWith("de"))) {
    parts.push(translation(view, page));
  }
  if (view.digits) {
    parts.push(button("case_receipt", "case-receipt", () => (close(), view.showReceipt())));
    parts.push(copy(view));
  }
  const clear = () => (close(), page.askErase());
  parts.push(button("clear_phone", "clear-phone", clear, "grave"));
  parts.push(button("case_withdraw", "withdraw", () => (close(), askWithdrawal(view, page)), "grave"));
  body.append(...parts);
}

function factsOf(facts) {
  const list = element("dl", { class: "facts", testid: "case-facts" });
  const status = facts.state === "closed" ? "status_closed" : `status_${facts.status}`;
  const rows = [
    ["case_number", facts.number],
    ["case_status", word(status)],
    ["case_team", facts.team_name],
    ["case_counsellor", facts.counsellor],
    ["case_day", dayOf(facts.day)],
    ["case_answer_by", dayOf(facts.answer_by)],
    ["case_delete_day", dayOf(facts.delete_day)],
  ];
  for (const [key, text] of rows) {
    if (!text) continue;
    list.append(element("dt", { word: key }), element("dd", { text, dir: "auto" }));
  }
  return list;
}

function dayOf(iso) {
  if (!iso) return "";
  const day = new Date(`${iso.slice(0, 10)}T12:00:00`);
  const format = { day: "numeric", month: "long", year: "numeric" };
  try {
    return day.toLocaleDateString(pageLanguage(), format);
  } catch {
    return iso;
  }
}

// Whoever opened the page anew must show that the case is theirs before it can be read here.
function unlock(view, close) {
  const field = digitsField();
  const form = element("form", {}, element("p", { word: "case_locked" }), ...field.elements);
  const open = element("button", { class: "primary", word: "receipt_open", testid: "unlock" });
  open.type = "submit";
  form.append(open);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const digits = field.read();
    if (!digits) return;
    try {
      if (!(await view.useDigits(digits))) return field.say(word("receipt_unknown"));
      close();
      await view.show(true);
    } catch (failure) {
      field.say(failure.kind === "away" ? word("receipt_offline") : word("failed"));
    }
  });
  return form;
}

function ping(facts, api, page) {
  const set = async (on) => {
    await api.ping(on);
    facts.ping = on;
  };
  return wish("ping", facts.ping, set, page);
}

function translation(view, page) {
  return wish("translate", view.facts.translate, (on) => view.allowTranslation(on), page);
}

/** Something that the resident may allow and take back. @param set (on) asks the server; may throw */
function wish(name, allowed, set, page) {
  const box = element("input", { type: "checkbox", id: name, testid: name });
  box.checked = allowed;
  box.addEventListener("change", async () => {
    box.disabled = true;
    try {
      await set(box.checked);
    } catch {
      box.checked = !box.checked;
      page.status.problem(word("failed"));
    }
    box.disabled = false;
  });
  const label = element("label", { for: name, word: `case_${name}` });
  const hint = element("p", { class: "small", word: `case_${name}_hint` });
  return element("div", { class: "ping" }, box, label, hint);
}

function copy(view) {
  const box = element("details", { class: "copy" });
  const make = () => {
    const page = copyOf(view.facts, view.thread?.entries ?? []);
    saveAs(new TextEncoder().encode(page), "text/html;charset=utf-8", `${view.facts.number}.html`);
  };
  box.append(
    element("summary", { word: "case_copy", testid: "copy" }),
    element("p", { class: "warning", word: "case_copy_warning" }),
    button("case_copy_make", "copy-make", make),
  );
  return box;
}

function askWithdrawal(view, page) {
  const { body, close } = showDialog("case_withdraw", "withdrawal");
  const field = digitsField();
  const yes = element("button", { class: "grave full", word: "withdraw_yes", testid: "withdraw-yes" });
  yes.type = "submit";
  const form = element("form", {}, ...field.elements, yes);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const digits = field.read();
    if (!digits || yes.disabled) return;
    yes.disabled = true;
    try {
      await view.withdraw(digits);
      close();
      page.erase(word("withdrawn"));
    } catch (failure) {
      field.say(withdrawalFault(failure));
    }
    yes.disabled = false;
  });
  const no = button("withdraw_no", "withdraw-no", () => close());
  body.append(element("p", { word: "withdraw_text" }), form, no);
}

function withdrawalFault(failure) {
  if (failure.code === "receipt") return word("withdraw_wrong");
  if (failure.kind === "away") return word("receipt_offline");
  return word(failure.message) || failure.message || word("failed");
}
