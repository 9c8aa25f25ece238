// In a very low window (a phone lying on its side, 400 % zoom, very large text) head and foot would
// leave no room for the conversation. Then the page is "cramped": it scrolls as a whole.

const LEAST = 7; // rem that the conversation must have

const root = document.documentElement;

export function isCramped() {
  return root.classList.contains("cramped");
}

export function watchRoom() {
  const head = [...document.querySelector("header").children];
  // Without the text field's own growth: typing must not turn the page over.
  const parts = [...head, document.querySelector(".bar"), document.querySelector(".send")];
  const measure = () => {
    const taken = parts.reduce((sum, part) => sum + part.offsetHeight, 0);
    const rem = parseFloat(getComputedStyle(root).fontSize);
    root.classList.toggle("cramped", innerHeight - taken < LEAST * rem);
  };
  const observer = new ResizeObserver(measure);
  for (const part of parts) observer.observe(part);
  addEventListener("resize", measure);
}
