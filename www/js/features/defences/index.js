/**
 * The defences that the page offers, by the ids that the core knows them by. README.md says what a defence's folder
 * holds.
 *
 * @import { Defence } from "./defence.js"
 * @import { PruningAsked, PruningRun } from "./pruning/run.js"
 */

import { pruning } from "./pruning/index.js";

export const DEFENCES = { pruning };

/** @typedef {keyof typeof DEFENCES} DefenceId */

/** What a repair is asked: of which defence, and what that wants to know. @typedef {PruningAsked} Asked */

/** A repair with any of them. @typedef {PruningRun} Run */

/**
 * @param {DefenceId} id
 * @returns {Defence<Asked, Run>}
 */
export function defenceOf(id) {
  // Each takes its own kind of repair: tsc checks the defences, but cannot follow a look into their table.
  return /** @type {Defence<any, any>} */ (DEFENCES[id]);
}
