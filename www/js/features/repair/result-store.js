/**
 * Results in IndexedDB, a bounded number of them.
 *
 * @import { Outcome } from "../../client/types.js"
 * @import { Asked } from "../defences/index.js"
 */

import { createStore, delMany, entries, get, set } from "idb-keyval";

/**
 * @typedef {object} CachedResult
 * @property {Outcome} report
 * @property {number} at when the repair was done, in ms since 1970
 */

/** How many results are kept: each is some 20 kB. */
const MAX_RESULTS = 24;

/** @type {ReturnType<typeof createStore> | undefined} */
let database;
/** The database is opened when it is first needed: where it cannot be, the rest of the page goes on. */
const opened = () => (database ??= createStore("goodnet", "reports"));

/**
 * What a result is kept under: two that have the same key are the same, for a repair leaves nothing to chance.
 *
 * @param {string[]} version what the page is made of: its code and its bundle, by names that change with what is in
 *   them
 * @param {string} scenario
 * @param {Asked} asked
 */
export function keyOf(version, scenario, asked) {
  return JSON.stringify([version, scenario, sorted(asked)]);
}

/**
 * An object's entries by name, those of objects in it too, so that two which say the same are written the same.
 *
 * @param {object} object
 * @returns {unknown[]}
 */
function sorted(object) {
  return Object.entries(object)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, typeof value === "object" && !Array.isArray(value) ? sorted(value) : value]);
}

/**
 * @param {string} key
 * @returns {Promise<CachedResult | undefined>}
 */
export function load(key) {
  return get(key, opened());
}

/**
 * Keeps a result, and lets go of the oldest where there are too many.
 *
 * @param {string} key
 * @param {CachedResult} result
 */
export async function store(key, result) {
  await set(key, result, opened());
  const all = /** @type {[string, CachedResult][]} */ (await entries(opened()));
  await delMany(oldest(all), opened());
}

/**
 * @param {[key: string, result: Pick<CachedResult, "at">][]} all
 * @returns {string[]} the keys of all but the newest
 */
export function oldest(all) {
  return all
    .sort(([, a], [, b]) => b.at - a.at)
    .slice(MAX_RESULTS)
    .map(([key]) => key);
}
