// What the page of figures works with: closed quarters as the server shows them. What is hidden
// comes hidden ("<5": fewer than five, nought as well; ".": hidden so that nothing can be worked
// out); nothing is added up here.
import { get } from './api.js';
import { lang } from './words.js';

export const MOST = 8;

export function loadFigures() {
  return get(`figures?quarters=${MOST}`).then(({ quarters }) => quarters);
}

/** Where a file is fetched from. @param kind "csv" or "json" */
export function fileOf(kind, team) {
  const wanted = new URLSearchParams({ team, quarters: '40', lang: lang.value });
  if (kind === 'json') wanted.delete('lang');
  return new URL(`./api/figures.${kind}?${wanted}`, import.meta.url).href;
}

export const teamsOf = (quarters) => [...new Set(quarters.map((each) => each.team))];

export const isShown = (n) => typeof n === 'number';
/** Whether nothing of a table can be shown. */
export const isShut = (table) => table.cells.every(({ n }) => n === '.');

/** A table's rows that say a number or are a partner, and those that are below five. */
export function parted(table) {
  return {
    rows: table.cells.filter(({ n }) => n !== '<5'),
    small: table.cells.filter(({ n }) => n === '<5'),
    max: Math.max(0, ...table.cells.map(({ n }) => n).filter(isShown)),
  };
}

/**
 * One value through the quarters, oldest first.
 * @param code of the field; null: all cases
 */
export function course(quarters, field, code) {
  return [...quarters].reverse().map((each) => ({
    quarter: each.quarter,
    n: code === null ? each.total : cellOf(each, field, code),
  }));
}

function cellOf({ tables }, field, code) {
  const table = tables.find(({ id }) => id === field);
  return table?.cells.find((cell) => cell.code === code)?.n ?? '.';
}
