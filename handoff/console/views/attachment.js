// A photo, a recording or a document in the conversation.
import { html, useEffect, useState } from '../vendor/ui.min.js';
import { checked, download, redrawn } from '../attachments.js';
import { t } from '../words.js';

export function Attachment({ kind, body, lang }) {
  // The bytes of an item never change: they are read once.
  const [file] = useState(() => checked(kind, body));
  const View = VIEWS[kind];
  return html`
    ${file ? html`<${View} file=${file} />` : html`<${Odd} kind=${kind} />`}
    ${body.text && html`<p class="text" dir="auto" lang=${lang || undefined}>${body.text}</p>`}
  `;
}

function Odd({ kind }) {
  return html`<p class="mark" data-testid="odd-file">${t(`file.odd_${kind}`)}</p>`;
}

function Photo({ file }) {
  const address = useAddress(() => redrawn(file));
  if (address === null) return html`<${Odd} kind="photo" />`;
  if (!address) return html`<p class="quiet" role="status">${t('loading')}</p>`;
  return html`<p>
    <img class="photo" data-testid="photo" src=${address} alt=${t('file.photo_alt')} />
  </p>`;
}

function Voice({ file }) {
  const address = useAddress(async () => new Blob([file.bytes], { type: file.type }));
  return html`<p>
    <audio
      class="voice"
      data-testid="voice"
      controls
      preload="metadata"
      src=${address || undefined}
      aria-label=${t('file.voice')}
    ></audio>
  </p>`;
}

function Document({ file }) {
  return html`<div class="row">
    <button type="button" data-testid="download" onClick=${() => download(file)}>
      ${t('file.download')}
    </button>
    <bdi class="filename" data-testid="file-name">${file.name}</bdi>
    <span class="quiet">${t('file.size', { kib: Math.ceil(file.bytes.length / 1024) })}</span>
    <p class="quiet">${t('file.download_why')}</p>
  </div>`;
}

const VIEWS = { photo: Photo, voice: Voice, document: Document };

/** A blob: address while the view stands. @returns undefined at first, null when it went wrong */
function useAddress(make) {
  const [address, set] = useState(undefined);
  useEffect(() => {
    let made = null;
    let gone = false;
    make().then(
      (blob) => {
        if (gone) return;
        made = URL.createObjectURL(blob);
        set(made);
      },
      () => !gone && set(null),
    );
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, []);
  return address;
}
