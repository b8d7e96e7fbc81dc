/**
 * The defences that the page offers, by the ids that the core knows them by. README.md says what a defence's folder
 * holds.
 *
 * @import { Defence } from "./defence.js"
 */

import { pruning } from "./pruning/index.js";

export const DEFENCES = { pruning };

/** @typedef {keyof typeof DEFENCES} DefenceId */

/**
 * @param {DefenceId} id
 * @returns {Defence}
 */
export function defenceOf(id) {
  return DEFENCES[id];
}
