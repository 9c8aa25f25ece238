// A photo before it leaves: drawn anew, so that where and when it was taken stays here (EXIF), and
// made small enough for little data.

export const LARGEST = 1.5 * 1024 * 1024; // bytes
// Longest side in pixels and JPEG quality, tried in this order until it is small enough.
const TRIES = [
  [2048, 0.85],
  [2048, 0.7],
  [1600, 0.7],
  [1280, 0.6],
  [1024, 0.5],
];
const MOST_PIXELS = 100_000_000; // more would fill a small phone's memory

/**
 * @param {Blob} file
 * @returns {Promise<Uint8Array>} a JPEG without anything but the picture
 * @throws when it is no picture that this browser can read
 */
export async function redrawn(file) {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    if (image.naturalWidth * image.naturalHeight > MOST_PIXELS) throw new RangeError("too large");
    return await smallEnough(image);
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function smallEnough(image) {
  for (const [side, quality] of TRIES) {
    const blob = await drawn(image, side, quality);
    if (blob && blob.size <= LARGEST) return new Uint8Array(await blob.arrayBuffer());
  }
  throw new RangeError("too large");
}

function drawn(image, side, quality) {
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff"; // what was transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}
