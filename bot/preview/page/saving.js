// "Als Test speichern": asks for a name, shows the file that was written.

import { post } from "./api.js";

const dialog = document.getElementById("saving");
const form = document.getElementById("saving-form");
const name = document.getElementById("name");
const refused = document.getElementById("refused");
const saved = document.getElementById("saved");

/** `play` gives the id of what is played now. */
export function wireSaving(opener, play) {
  opener.addEventListener("click", () => {
    refused.textContent = "";
    saved.replaceChildren();
    dialog.showModal();
    name.select();
  });
  document.getElementById("close").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    refused.textContent = "";
    saved.replaceChildren();
    try {
      show(await post(`/api/plays/${play()}/tests`, { what: "save", value: name.value }));
    } catch (error) {
      refused.textContent = error.message;
    }
  });
}

function show({ file, text, langs, others }) {
  const where = document.createElement("p");
  where.textContent = `Gespeichert: ${file} – bestanden in: ${langs.join(", ")}.`;
  const written = document.createElement("pre");
  written.tabIndex = 0;
  written.textContent = text;
  saved.replaceChildren(where, written);
  if (others.length) {
    const also = document.createElement("p");
    also.textContent = `Nicht in: ${others.join(", ")}. Dort führen dieselben Eingaben woandershin (zum Beispiel deutsche Wörter).`;
    saved.append(also);
  }
}
