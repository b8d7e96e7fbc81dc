/**
 * The defences that the page offers, by the ids that the core knows them by. README.md says what a defence's folder
 * holds.
 *
 * @import { Outcome } from "../../client/types.js"
 * @import { ClpAsked, ClpRun } from "./clp/run.js"
 * @import { Defence } from "./defence.js"
 * @import { PruningAsked, PruningRun } from "./pruning/run.js"
 * @import { RefitAsked, RefitRun } from "./refit/run.js"
 */

import { clp } from "./clp/index.js";
import { pruning } from "./pruning/index.js";
import { refit } from "./refit/index.js";

export const DEFENCES = { pruning, clp, refit };

/** @typedef {keyof typeof DEFENCES} DefenceId */

/** What a repair is asked: of which defence, and what that wants to know. @typedef {PruningAsked | ClpAsked | RefitAsked} Asked */

/** A repair with any of them. @typedef {PruningRun | ClpRun | RefitRun} Run */

/**
 * @param {DefenceId} id
 * @returns {Defence<Asked, Run, Outcome>}
 */
export function defenceOf(id) {
  // Each takes its own kind of repair: tsc checks the defences, but cannot follow a look into their table.
  return /** @type {Defence<any, any, any>} */ (DEFENCES[id]);
}
