// Repairs of the bundle's networks as they came out, in few numbers: scripts/verdict-cases.mjs writes them.

import { readFileSync } from "node:fs";
import { cachedRun } from "../../../www/js/features/repair/run.js";
import { asked, pruned } from "./model.js";

/** @import { MeanActivations, PruningOutcome, RecipeOptions, ReportRepaired, Score } from "../../../crate/web/src/types.js" */

/**
 * A network, how its channels answer to the trigger, and what came of pruning them.
 *
 * @typedef {object} VerdictCase
 * @property {{ convolution: string, images: MeanActivations["images"], clean: number[], poisoned: number[] }} activations
 * @property {Record<string, VerdictResult>} results by what the recipe is called: a preset, or the choice in which it
 *   differs from the lab's
 */

/**
 * @typedef {object} VerdictResult
 * @property {RecipeOptions} recipe
 * @property {number[]} order the channels as they were pruned
 * @property {number} dead how many of these, the first ones, clean images never wake
 * @property {number[]} clean the curve, from nothing pruned on
 * @property {(number | null)[]} asr
 * @property {Score} baseline
 * @property {ReportRepaired[]} repaired
 */

/** By scenario. @type {Record<string, VerdictCase>} */
export const CASES = JSON.parse(readFileSync(new URL("../../cases/verdicts.json", import.meta.url), "utf8"));

/**
 * @param {VerdictCase["activations"]} activations
 * @returns {MeanActivations}
 */
export function activationsOf({ clean, convolution, images, poisoned }) {
  return {
    convolution,
    images,
    channels: clean.map((mean, channel) => ({ clean: mean, poisoned: poisoned[channel] ?? null })),
  };
}

/**
 * The repair that a result is of, as the page knows one that is done.
 *
 * @param {VerdictResult} result
 * @param {number} channels how many the convolution has
 */
export function runOf({ asr, baseline, clean, dead, order, recipe, repaired }, channels) {
  const thresholds = repaired.map(({ threshold }) => threshold);
  const report = /** @type {PruningOutcome} */ (
    /** @type {unknown} */ ({
      baseline,
      repaired,
      ranking: {
        channels: order.map((channel, at) => ({ channel, activation: at, dead: at < dead })),
        smallestGap: null,
      },
      steps: clean.map((share, at) => ({
        pruned: at,
        channel: order[at - 1] ?? null,
        clean: share,
        asr: asr[at] ?? null,
        ties: 0,
      })),
      ties: 0,
      decisions: 1,
    })
  );
  return pruned(cachedRun(1, { ...asked(thresholds, channels), recipe }, { report, at: 0 }));
}
