// What hangs on a message of the bot: a link, a picture.

/** Elements to stand under the text, in this order. */
export function drawAttached({ image, link }) {
  return [image && drawImage(image), link && drawLink(link)].filter(Boolean);
}

function drawImage(address) {
  const image = document.createElement("img");
  image.className = "picture";
  image.src = address;
  image.alt = ""; // the text says everything without it, too
  image.loading = "lazy";
  return image;
}

function drawLink(address) {
  const href = webAddress(address);
  if (!href) return null;
  const link = document.createElement("a");
  link.className = "link";
  link.dataset.testid = "link";
  link.dir = "ltr";
  link.href = href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.textContent = address;
  return link;
}

function webAddress(address) {
  try {
    const { protocol, href } = new URL(address, location.href);
    return protocol === "https:" || protocol === "http:" ? href : "";
  } catch {
    return ""; // the text says everything without it, too
  }
}
