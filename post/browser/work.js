// Does the proof of work aside, so that the page stays alive meanwhile.

const WORKER = '/post/work-worker.js';
let policy = null;

/**
 * @param {{challenge: string, bits: number}} task
 * @returns {Promise<string>} the text that the server asks for
 */
export function doWork(task) {
  const worker = new Worker(address(), { type: 'module' });
  return new Promise((done, failed) => {
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = (event) => failed(new Error(event.message || 'the worker did not start'));
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}

function address() {
  if (!globalThis.trustedTypes) return WORKER;
  policy ??= trustedTypes.createPolicy('lotse', { createScriptURL: only });
  return policy.createScriptURL(WORKER);
}

function only(url) {
  if (url !== WORKER) throw new TypeError('not our worker');
  return url;
}
