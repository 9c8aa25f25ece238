// What a screen reader hears without losing its place.
const KEEP_MS = 20_000;

export function announce(text) {
  const line = document.createElement('p');
  line.textContent = text;
  document.getElementById('announcer').append(line);
  setTimeout(() => line.remove(), KEEP_MS);
}

/** Takes away what was said, which may be words of a resident's. */
export function hush() {
  document.getElementById('announcer').replaceChildren();
}
