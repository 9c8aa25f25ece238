// Proof of work: finds w so that SHA-256(challenge + ":" + w) begins with `bits` zero bits. It costs
// a phone a moment, and a flood of invented cases a great deal.
import { sha256 } from './vendor/age.min.js';

const encoder = new TextEncoder();

self.onmessage = ({ data: { challenge, bits } }) => {
  for (let tried = 0; ; tried += 1) {
    const work = tried.toString(36);
    if (zeroBits(sha256(encoder.encode(`${challenge}:${work}`))) >= bits) {
      self.postMessage(work);
      return;
    }
  }
};

function zeroBits(digest) {
  let zeros = 0;
  for (const byte of digest) {
    if (byte > 0) return zeros + Math.clz32(byte) - 24;
    zeros += 8;
  }
  return zeros;
}
