// Records a voice message. It stays in this page until it is sent, sealed.

const LONGEST = 300; // seconds
const LARGEST = 1.9 * 1024 * 1024; // bytes
const BITS = 24_000; // a second; speech needs no more
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export const canRecord = () =>
  Boolean(navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder);

/**
 * Begins to record; rejects when the person or the browser does not allow it.
 * @param onSecond called with the seconds so far
 * @returns {Promise<{stop(), result: Promise<{type, bytes, full}>}>} `full`: it ended by itself
 */
export async function record(onSecond) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const type = TYPES.find((known) => MediaRecorder.isTypeSupported(known));
  const recorder = recorderOf(stream, type);
  const parts = [];
  let [size, seconds, full] = [0, 0, false];
  const stop = () => recorder.state !== "inactive" && recorder.stop();
  const timer = setInterval(() => {
    seconds += 1;
    onSecond(seconds);
    full = seconds >= LONGEST || size >= LARGEST;
    if (full) stop();
  }, 1000);
  recorder.addEventListener("dataavailable", ({ data }) => {
    parts.push(data);
    size += data.size;
  });
  const result = new Promise((done) => {
    recorder.addEventListener("stop", async () => {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
      const blob = new Blob(parts);
      const bytes = new Uint8Array(await blob.arrayBuffer());
      done({ type: recorder.mimeType.split(";")[0], bytes, full });
    });
  });
  recorder.start(1000);
  return { stop, result };
}

// Where recording is not possible after all, the microphone does not stay on.
function recorderOf(stream, mimeType) {
  try {
    return new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS });
  } catch (error) {
    for (const track of stream.getTracks()) track.stop();
    throw error;
  }
}
