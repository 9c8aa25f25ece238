// Attachments as the page shows them: a photo, a voice message, a document.
//
// File: {kind: "photo" | "voice" | "document", name, type, bytes, item: the id it is sent under}

import { button, element } from "./element.js";
import { redrawn } from "./photo.js";
import { word } from "../words.js";

const SOUNDS = ["audio/webm", "audio/ogg", "audio/mp4", "audio/mpeg", "audio/wav"];
const shown = new Set(); // addresses of what is in this page's memory

/** An element for a file. What came from outside is drawn anew or only saved, never opened. */
export function drawFile(file) {
  if (file.kind === "photo") return drawPhoto(file);
  if (file.kind === "voice" && SOUNDS.includes(file.type)) return drawVoice(file);
  return drawDocument(file);
}

/** Forget what was shown. */
export function releaseFiles() {
  for (const address of shown) URL.revokeObjectURL(address);
  shown.clear();
}

function drawPhoto(file) {
  const image = element("img", { class: "picture", testid: "photo" });
  image.alt = word("attach_photo");
  redrawn(new Blob([file.bytes])).then(
    (bytes) => (image.src = addressOf(bytes, "image/jpeg")),
    () => image.replaceWith(element("p", { word: "attach_unreadable" })),
  );
  return image;
}

function drawVoice(file) {
  const sound = element("audio", { class: "recording", testid: "voice", controls: true });
  sound.setAttribute("aria-label", word("attach_voice"));
  sound.src = addressOf(file.bytes, file.type);
  return sound;
}

function drawDocument(file) {
  const name = element("bdi", { text: file.name || word("attach_document") });
  const save = button("attach_save", "save-file", () =>
    saveAs(file.bytes, "application/octet-stream", file.name || "lotse.pdf"),
  );
  return element("p", { class: "document" }, name, " ", save);
}

/** Let the browser save something under a name. */
export function saveAs(bytes, type, name) {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = element("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function addressOf(bytes, type) {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  shown.add(address);
  return address;
}
