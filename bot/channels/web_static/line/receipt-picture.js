// The receipt as a QR code and as a picture to keep. Both hold the digits only: no address, no name,
// nothing that tells somebody who finds it what it is for.

import { correction, generate, mode } from "/post/vendor/qr.min.js";
import { inBlocks } from "/post/receipt.js";
import { word } from "../words.js";

const QUIET = 4; // modules of white around a code (ISO/IEC 18004)
const MODULE = 6; // pixels
const WIDTH = 640;
const LINE = 64;

/** A canvas with the QR code of the digits in blocks. */
export function drawCode(digits) {
  const canvas = document.createElement("canvas");
  const code = codeOf(digits);
  canvas.width = canvas.height = (code.size + 2 * QUIET) * MODULE;
  const context = canvas.getContext("2d");
  paint(context, code, 0, 0);
  canvas.className = "code";
  canvas.dataset.testid = "receipt-code";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", word("receipt_code"));
  return canvas;
}

/** @returns {Promise<Uint8Array>} a PNG with the digits and their code */
export async function pictureOf(digits, number) {
  const code = codeOf(digits);
  const side = (code.size + 2 * QUIET) * MODULE;
  const rows = pairs(inBlocks(digits));
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = side + LINE * (rows.length + 2);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  paint(context, code, (WIDTH - side) / 2, LINE * (rows.length + 1));
  context.fillStyle = "#000";
  context.textAlign = "center";
  context.direction = "ltr";
  context.font = "600 44px ui-monospace, monospace";
  rows.forEach((row, at) => context.fillText(row, WIDTH / 2, LINE * (at + 1)));
  context.font = "28px sans-serif";
  context.fillText(number, WIDTH / 2, canvas.height - LINE / 2);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return new Uint8Array(await blob.arrayBuffer());
}

function codeOf(digits) {
  const text = inBlocks(digits).join(" ");
  return generate(mode.auto(text), { minCorrectionLevel: correction.M });
}

function paint(context, code, left, top) {
  const side = (code.size + 2 * QUIET) * MODULE;
  context.fillStyle = "#fff";
  context.fillRect(left, top, side, side);
  context.fillStyle = "#000";
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (!code.get(x, y)) continue;
      context.fillRect(left + (x + QUIET) * MODULE, top + (y + QUIET) * MODULE, MODULE, MODULE);
    }
  }
}

const pairs = (blocks) => blocks.flatMap((block, at) => (at % 2 ? [] : [`${block} ${blocks[at + 1]}`]));
