// The menu behind "more": language, start again, help, larger text, delete everything.

const dialog = document.getElementById("menu");
const list = document.getElementById("menu-list");
const ask = document.getElementById("erase-ask");
const larger = document.getElementById("larger");

/**
 * `on`: {command(name), erase(), showCase(), enterReceipt()}. Serves the buttons of the bar as well.
 */
export function wireMenu(on) {
  document.getElementById("more").addEventListener("click", open);
  document.getElementById("erase").addEventListener("click", askOnce);
  for (const [id, wanted] of [["my-case", on.showCase], ["enter-receipt", on.enterReceipt]]) {
    document.getElementById(id).addEventListener("click", () => {
      close();
      wanted();
    });
  }
  document.getElementById("erase-yes").addEventListener("click", () => {
    close();
    on.erase();
  });
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", close);
  }
  for (const button of document.querySelectorAll("[data-command]")) {
    button.addEventListener("click", (event) => {
      close();
      if (event.detail <= 1) on.command(button.dataset.command);
    });
  }
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close(); // beside the menu
  });
  larger.addEventListener("click", () => setLarger(larger.ariaPressed !== "true"));
  setLarger(history.state?.larger === true);
}

/** The case stands in the menu once there is one; erasing the chat does not erase it. */
export function showCase(exists) {
  document.getElementById("my-case").hidden = !exists;
  document.getElementById("erase-case").hidden = !exists;
}

/** Ask whether everything is to be erased. */
export function askErase() {
  if (!dialog.open) open();
  askOnce();
}

export function close() {
  if (dialog.open) dialog.close();
}

function open() {
  list.hidden = false;
  ask.hidden = true;
  dialog.setAttribute("aria-labelledby", "menu-title");
  dialog.showModal();
}

function askOnce() {
  list.hidden = true;
  ask.hidden = false;
  dialog.setAttribute("aria-labelledby", "erase-title");
  document.getElementById("erase-text").focus();
}

// Kept in this tab's history entry, so that a reload keeps it and nobody else finds it.
function setLarger(on) {
  larger.setAttribute("aria-pressed", String(on));
  document.documentElement.classList.toggle("larger", on);
  if ((history.state?.larger === true) !== on) history.replaceState({ larger: on }, "");
}
