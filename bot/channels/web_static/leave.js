// "Leave quickly": the page is empty at once, the conversation is erased, and going back does not
// lead here again.

import { eraseOnTheWayOut } from "./api.js";
import { forgetToken, token } from "./session.js";

const TWICE = 1000; // ms between the two presses of Escape

let target = "about:blank"; // until the server has named the office's neutral page

/** Where to go instead; anything but a web address is ignored. */
export function setLeaveTarget(address) {
  if (/^https?:\/\//.test(address ?? "")) target = address;
}

/** `onLeave`: stops whatever is still running. */
export function wireLeave(onLeave) {
  const go = () => {
    const last = token();
    if (last) eraseOnTheWayOut(last);
    forgetToken();
    onLeave();
    document.title = "\u2003";
    document.body.replaceChildren();
    document.documentElement.dataset.view = "left";
    location.replace(target);
  };
  document.getElementById("leave").addEventListener("click", go);
  let last = -TWICE;
  // Captured, so that an open menu, which Escape closes, does not keep the first press to itself.
  const onKey = (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - last < TWICE) go();
    last = event.timeStamp;
  };
  window.addEventListener("keydown", onKey, true);
}
