// Keys. Single letters can be switched off, because they are in the way of some speech input
// (WCAG 2.1.4); combinations with Ctrl or Cmd always work. There is one listener; each view says
// what its keys do while it stands, and a newer view's key goes before an older one's.
import { effect, signal, useEffect } from './vendor/ui.min.js';
import { recall, remember } from './memory.js';

const MEMORY = 'lotse-desk-keys';
const TOGETHER_MS = 1500;

export const keysOn = signal(recall('localStorage', MEMORY) !== 'off');

effect(() => remember('localStorage', MEMORY, keysOn.value ? 'on' : 'off'));

const tables = [];
let first = null; // {key, until}: the first key of a pair such as "g q"

document.addEventListener('keydown', (event) => {
  const name = named(event);
  const handler = name && find(name);
  if (!handler) return;
  event.preventDefault();
  handler(event);
});

/** @param {Record<string, (event: KeyboardEvent) => void>} table "j", "g q", "mod+k" (Ctrl, Cmd) */
export function useKeys(table) {
  useEffect(() => {
    tables.unshift(table);
    return () => tables.splice(tables.indexOf(table), 1);
  });
}

function named(event) {
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return null;
  const mod = event.ctrlKey || event.metaKey;
  if (mod) return event.altKey || event.shiftKey ? null : `mod+${event.key.toLowerCase()}`;
  if (event.altKey || !keysOn.value || typing(event.target)) return null;
  return event.key;
}

function find(key) {
  const now = Date.now();
  const pair = first && now < first.until ? `${first.key} ${key}` : null;
  first = null;
  const handler = lookUp(pair) ?? lookUp(key);
  if (!handler && begins(key)) first = { key, until: now + TOGETHER_MS };
  return handler;
}

const lookUp = (name) => tables.find((table) => name && Object.hasOwn(table, name))?.[name];
const begins = (key) =>
  tables.some((table) => Object.keys(table).some((name) => name.startsWith(`${key} `)));

const typing = (element) =>
  element.isContentEditable ||
  element.matches?.('input:not([type=checkbox], [type=radio]), textarea, select');
