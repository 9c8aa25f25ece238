// Talks to the preview's own server. The token came in the address's fragment; it is kept in the
// tab and taken out of the address, so that it stands in no history and no screenshot.

const KEY = "lotse-preview-token";

const given = new URLSearchParams(location.hash.slice(1)).get("token");
if (given) {
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, "", location.pathname);
}

const headers = () => ({ authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ""}` });

/** What the server refused: `message` is for people, `code` for the page. */
export class Refused extends Error {
  constructor(status, { code, message }) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const get = (path, signal) => ask(path, { signal });
export const post = (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) });

/** A picture as a document of its own: parsed as XML, its scripts never run. */
export function getPicture(path) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", path);
    request.responseType = "document";
    request.setRequestHeader("authorization", headers().authorization);
    request.onload = () => {
      const picture = request.status === 200 ? request.responseXML?.documentElement : null;
      if (picture) resolve(picture);
      else reject(new Error("Das Bild des Ablaufs ist nicht gekommen."));
    };
    request.onerror = () => reject(new TypeError("offline"));
    request.send();
  });
}

async function ask(path, options) {
  const answer = await fetch(path, { ...options, headers: headers() });
  const found = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, found.error);
  return found;
}
