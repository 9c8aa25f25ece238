// Tells somebody at another window that something waits: a count in the title, and if they wish a
// notice of the system and a soft sound. Never a word, a name or a number of a case.
import { effect, signal } from './vendor/ui.min.js';
import { unlocked } from './keyring.js';
import { onScreen } from './live.js';
import { recall, remember } from './memory.js';
import { waiting } from './page-title.js';
import { rows, waitingForMe } from './queue.js';
import { t } from './words.js';

const SHOW = 'lotse-desk-notices';
const SOUND = 'lotse-desk-sound';
const PAUSE_MS = 10_000;
const TONE_HZ = 660;
const TONE_S = 0.25;
const LOUDNESS = 0.08;

/** What this browser's user wishes. */
export const wishes = {
  show: signal(recall('localStorage', SHOW) === 'on'),
  sound: signal(recall('localStorage', SOUND) === 'on'),
};

export const canShow = () => 'Notification' in globalThis;

/** Asks the browser's permission if need be. @returns whether notices will be shown */
export async function wishNotices(on) {
  const allowed = on && canShow() && (await Notification.requestPermission()) === 'granted';
  wishes.show.value = allowed;
  remember('localStorage', SHOW, allowed ? 'on' : null);
  return allowed === on;
}

export function wishSound(on) {
  wishes.sound.value = on;
  remember('localStorage', SOUND, on ? 'on' : null);
}

export function notifyNow() {
  if (wishes.sound.value) tone();
  if (wishes.show.value && canShow() && Notification.permission === 'granted') show();
}

export function startNotices() {
  const turned = signal(0); // counts how often the page came to the front or left it
  for (const [target, event] of [
    [window, 'focus'],
    [window, 'blur'],
    [document, 'visibilitychange'],
  ]) {
    target.addEventListener(event, () => (turned.value += 1));
  }
  let before = null; // what was unread, by case; null until the first answer after unlocking
  let last = 0;
  effect(() => {
    const unread = turned.value >= 0 ? unreadOf(waitingForMe.value) : null;
    waiting.value = unread.size;
    const fresh = before && [...unread].some(([id, n]) => n > (before.get(id) ?? 0));
    before = unlocked.value && (before || unread.size || rows.value) ? unread : null;
    if (!fresh || Date.now() - last < PAUSE_MS) return;
    last = Date.now();
    notifyNow();
  });
}

/** What is on the screen of somebody who looks at it needs no notice. */
const unreadOf = (cases) =>
  new Map(cases.filter(({ id }) => !seen(id)).map((one) => [one.id, one.unread]));

const seen = (id) => onScreen(id) && document.hasFocus();

function show() {
  const notice = new Notification(t('title'), {
    body: t('notices.text'),
    tag: 'lotse-desk', // one notice at a time
    silent: true, // the sound is ours, and can be switched off
  });
  notice.onclick = () => {
    window.focus();
    notice.close();
  };
}

/** A soft tone that swells and fades; a browser that has had no click yet keeps silent. */
function tone() {
  const audio = new AudioContext();
  const volume = audio.createGain();
  const voice = audio.createOscillator();
  voice.frequency.value = TONE_HZ;
  volume.gain.setValueAtTime(0, audio.currentTime);
  volume.gain.linearRampToValueAtTime(LOUDNESS, audio.currentTime + TONE_S / 4);
  volume.gain.linearRampToValueAtTime(0, audio.currentTime + TONE_S);
  voice.connect(volume).connect(audio.destination);
  voice.onended = () => audio.close();
  voice.start();
  voice.stop(audio.currentTime + TONE_S);
}
