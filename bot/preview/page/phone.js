// The drawn phone: messages, buttons, what the resident wrote. Everything becomes text.

const log = document.getElementById("log");
let shown = []; // what stands there, so that a screen reader hears only what is new

/** Show these entries; `tap` is called with the data of a button. */
export function drawPhone(entries, messenger, tap) {
  const held = log.contains(document.activeElement);
  const wanted = entries.map((entry) => JSON.stringify([messenger, entry]));
  const same = wanted.findIndex((entry, at) => entry !== shown[at]);
  const kept = same < 0 ? wanted.length : same;
  for (const old of [...log.children].slice(kept)) old.remove();
  log.append(...entries.slice(kept).map((entry) => drawEntry(entry, messenger, tap)));
  shown = wanted;
  const last = entries.findLastIndex(({ who }) => who === "bot");
  [...log.children].forEach((bubble, at) => bubble.classList.toggle("open", at === last));
  log.scrollTop = log.scrollHeight;
  // From a button of an earlier question on to the open one.
  if (held && !document.activeElement.closest(".open")) {
    (log.querySelector(".open button") ?? log).focus({ preventScroll: true });
  }
}

function drawEntry(entry, messenger, tap) {
  const bubble = document.createElement("article");
  bubble.className = `message ${entry.who}`;
  bubble.dataset.testid = "message";
  bubble.dataset.who = entry.who;
  bubble.lang = entry.lang;
  bubble.dir = entry.who === "resident" ? "auto" : entry.dir;
  const text = document.createElement("p");
  text.className = "text";
  text.textContent = entry.play ? "" : entry.text; // its text stands in for a file that is gone
  bubble.append(text, ...drawExtras(entry));
  const rows = entry.buttons ?? [];
  if (rows.length) bubble.append(drawButtons(rows.flat(), "options", tap));
  // On the web the bar below the conversation has them.
  if (messenger && entry.controls?.length) bubble.append(drawButtons(entry.controls, "controls", tap));
  return bubble;
}

/** Links, pictures and sounds are named, not loaded: nothing is fetched from elsewhere. */
function drawExtras({ link, image, audio }) {
  const extras = { "🔗": link, "🖼": image, "🔊": audio?.join(", ") };
  return Object.entries(extras)
    .filter(([, value]) => value)
    .map(([mark, value]) => {
      const line = document.createElement("p");
      line.className = "extra";
      line.dir = "ltr";
      line.textContent = `${mark} ${value}`;
      return line;
    });
}

/** A button travels as [label, data]. */
function drawButtons(buttons, kind, tap) {
  const group = document.createElement("div");
  group.className = kind;
  for (const [label, data] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.testid = kind === "options" ? "option" : "control";
    button.textContent = label;
    button.addEventListener("click", () => tap(data));
    group.append(button);
  }
  return group;
}
