/**
 * A pruning repair: what is asked, and what its events and its report tell.
 *
 * @import { State } from "../../index.js"
 * @import { Ranking, RecipeOptions, DefenceEvent, DefenceRequest } from "../../../client/types.js"
 * @import { PruningOutcome, ReportStep } from "../../../client/types.js"
 * @import { Run } from "../index.js"
 * @import { BaseRun, Progress } from "../run.js"
 */

import { reported, withRow } from "../run.js";
import { asRecipe } from "./recipe.js";

/**
 * @typedef {object} PruningAsked
 * @property {"pruning"} defence
 * @property {number[]} thresholds percentage points, in ascending order
 * @property {RecipeOptions} recipe
 * @property {string} convolution
 * @property {number} channels how many the convolution has
 */

/**
 * @typedef {object} Pruned
 * @property {number} prunable how many channels will be pruned: all, or those that are not skipped
 * @property {Ranking | null} ranking the channels in the order in which they are pruned, once that is known
 * @property {ReportStep[]} steps the curve so far, on the validation images
 */

/**
 * A repair by pruning. `rerun` is the same once more, because a cached result has no models to download.
 * @typedef {BaseRun & Pruned & { asked: PruningAsked, rerun: PruningRun | null }} PruningRun
 */

/**
 * @param {Run | null} run
 * @returns {PruningRun | null} null where there is none, or it is another defence's
 */
export function pruningRun(run) {
  return run?.asked.defence === "pruning" ? /** @type {PruningRun} */ (run) : null;
}

/**
 * The stages of a repair in their order: image sets go through the network's first layers, channels are pruned, test
 * sets follow, repaired models are scored.
 * @typedef {"validation" | "poisonedValidation" | "pruning" | "test" | "poisonedTest" | "scoring"} Stage
 */

/** About which share of a repair's time each stage ends at. @type {Record<Stage, [from: number, to: number]>} */
const SPANS = {
  validation: [0, 0.1],
  poisonedValidation: [0.1, 0.2],
  pruning: [0.2, 0.7],
  test: [0.7, 0.8],
  poisonedTest: [0.8, 0.9],
  scoring: [0.9, 1],
};

/** @type {[what: string, stages: Stage[]][]} */
export const laps = [
  ["faces through the first layers", ["validation", "poisonedValidation", "test", "poisonedTest"]],
  ["pruning", ["pruning"]],
  ["scoring", ["scoring"]],
];

/** @param {Progress} progress */
export function share({ stage, done, total }) {
  const [from, to] = SPANS[/** @type {Stage} */ (stage)];
  return total === 0 ? from : from + ((to - from) * done) / total;
}

/**
 * @param {Pick<State, "model" | "pruning">} state
 * @returns {PruningAsked | { place: "thresholds", problem: string } | null}
 */
export function readSettings({ model, pruning: { convolution, recipe, thresholds } }) {
  const channels = model?.convolutions.find(({ name }) => name === convolution)?.channels;
  if (channels === undefined) return null;
  if ("problem" in thresholds) return { place: "thresholds", problem: thresholds.problem };
  return { defence: "pruning", thresholds: thresholds.numbers, recipe, convolution, channels };
}

/**
 * @param {PruningAsked} asked
 * @returns {DefenceRequest}
 */
export function request({ convolution, recipe, thresholds }) {
  return { defence: "pruning", options: { recipe: asRecipe(recipe), thresholds }, convolution };
}

/**
 * @param {PruningAsked} asked
 * @returns {Pruned & { progress: Progress, repaired: [] }}
 */
export function emptyRun({ channels }) {
  return {
    progress: { stage: "validation", done: 0, total: 0 },
    prunable: channels,
    ranking: null,
    steps: [],
    repaired: [],
  };
}

/**
 * @param {PruningRun} run
 * @param {DefenceEvent} event
 * @returns {Partial<PruningRun>}
 */
export function onEvent(run, event) {
  switch (event.kind) {
    case "features":
      return { progress: { stage: event.set, done: event.done, total: event.total } };
    case "ranked": {
      const { kind: _, ...ranking } = event;
      const prunable = event.channels.length;
      return { ranking, prunable, progress: { stage: "pruning", done: 0, total: prunable } };
    }
    case "step": {
      const { kind: _, ...step } = event;
      return { steps: [...run.steps, step], progress: { stage: "pruning", done: step.pruned, total: run.prunable } };
    }
    case "repaired": {
      const repaired = withRow(run, event);
      return { repaired, progress: { stage: "scoring", done: repaired.length, total: run.asked.thresholds.length } };
    }
    case "engine":
      return {};
  }
}

/**
 * @param {PruningOutcome} report
 * @returns {Partial<PruningRun>}
 */
export function onReport(report) {
  return { ...reported(report), ranking: report.ranking, steps: report.steps };
}
