// A button for the city's own pages. It opens the chat in a tab of its own and does nothing else:
// it reads nothing on the page, sets no cookie, loads nothing and tells the chat nothing.
//
//   <script src="https://CHAT/widget.js" data-label="Frag den Lotsen" defer></script>
//
// data-label: what stands on the button · data-lang: language to begin in (else the browser's) ·
// data-place="here": the button stands where the script stands, else at the lower edge.
(() => {
  const script = document.currentScript;
  if (!script) return;
  const { label = "Lotse", lang, place } = script.dataset;

  const address = new URL("/", script.src);
  if (lang) address.searchParams.set("lang", lang);

  // A link, because that is what it is: it works from the keyboard, by voice and with every
  // pop-up blocker, and says by itself where it leads.
  const link = document.createElement("a");
  link.href = address.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.referrerPolicy = "no-referrer";
  link.textContent = label;

  const arrow = document.createElement("span");
  arrow.textContent = "\u00a0↗";
  arrow.setAttribute("aria-hidden", "true");
  link.append(arrow);

  // Set through the CSSOM, which the page's content security policy does not forbid.
  Object.assign(link.style, {
    display: "inline-block",
    boxSizing: "border-box",
    minBlockSize: "44px",
    padding: "10px 18px",
    borderRadius: "22px",
    border: "2px solid #fff",
    background: "#0b4f5f",
    color: "#fff",
    font: "600 16px/22px system-ui, sans-serif",
    textDecoration: "none",
  });

  if (place === "here") {
    script.after(link);
    return;
  }
  Object.assign(link.style, {
    position: "fixed",
    insetBlockEnd: "16px",
    insetInlineEnd: "16px",
    zIndex: "1000",
    maxInlineSize: "calc(100vw - 32px)",
    boxShadow: "0 2px 8px rgb(0 0 0 / 30%)",
  });
  document.body.append(link);
})();
