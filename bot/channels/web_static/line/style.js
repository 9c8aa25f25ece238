// The safe line's own style sheet, loaded with it.

const HREF = "/static/line/line.css";

export function loadStyle() {
  if (document.querySelector(`link[href="${HREF}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = HREF;
  document.head.append(link);
}
