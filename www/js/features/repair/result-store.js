/**
 * Results in IndexedDB, a bounded number of them.
 *
 * @import { RepairReport } from "../../client/types.js"
 * @import { Asked } from "./run.js"
 */

import { createStore, delMany, entries, get, set } from "idb-keyval";
import { OPTIONS } from "../defences/pruning/recipe.js";

/**
 * @typedef {object} Kept
 * @property {RepairReport} report
 * @property {number} at when the repair was done, in ms since 1970
 */

/** How many results are kept: each is some 20 kB. */
const MOST = 24;

/** @type {ReturnType<typeof createStore> | undefined} */
let store;
/** The database is opened when it is first needed: where it cannot be, the rest of the page goes on. */
const opened = () => (store ??= createStore("goodnet", "reports"));

/**
 * What a result is kept under: two that have the same key are the same, for a repair leaves nothing to chance.
 *
 * @param {string[]} version what the page is made of: its code and its bundle, by names that change with what is in them
 * @param {string} scenario
 * @param {Omit<Asked, "channels">} asked
 */
export function keyOf(version, scenario, { recipe, convolution, thresholds }) {
  return JSON.stringify([...version, scenario, convolution, ...OPTIONS.map((option) => recipe[option]), ...thresholds]);
}

/**
 * @param {string} key
 * @returns {Promise<Kept | undefined>}
 */
export function recall(key) {
  return get(key, opened());
}

/**
 * Keeps a result, and lets go of the oldest where there are too many.
 *
 * @param {string} key
 * @param {Kept} result
 */
export async function keep(key, result) {
  await set(key, result, opened());
  const all = /** @type {[string, Kept][]} */ (await entries(opened()));
  await delMany(superfluous(all), opened());
}

/**
 * @param {[key: string, result: Pick<Kept, "at">][]} all
 * @returns {string[]} the keys of all but the newest
 */
export function superfluous(all) {
  return all
    .sort(([, a], [, b]) => b.at - a.at)
    .slice(MOST)
    .map(([key]) => key);
}
