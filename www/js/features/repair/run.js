/**
 * One repair as the page knows it: what was asked, how far it is, what came out so far.
 *
 * @import { Ranking, RecipeOptions, RepairEvent, RepairReport, ReportRepaired, ReportStep, Score } from "../../client/types.js"
 * @import { Settings } from "../defences/pruning/state.js"
 */

import { OPTIONS, presetOf } from "../defences/pruning/recipe.js";
import { parseThresholds } from "../defences/pruning/thresholds.js";

/**
 * The stages of a repair in their order: image sets go through the network's first layers, channels are pruned, test
 * sets follow, repaired models are scored.
 * @typedef {"validation" | "poisonedValidation" | "pruning" | "test" | "poisonedTest" | "scoring"} Stage
 */

/** @typedef {{ stage: Stage, done: number, total: number }} Progress within a stage */

/** About which share of a repair's time each stage ends at. @type {Record<Stage, [from: number, to: number]>} */
const SPANS = {
  validation: [0, 0.1],
  poisonedValidation: [0.1, 0.2],
  pruning: [0.2, 0.7],
  test: [0.7, 0.8],
  poisonedTest: [0.8, 0.9],
  scoring: [0.9, 1],
};

/**
 * How much of the whole repair is done.
 *
 * @param {Progress} progress
 * @returns {number} 0 to 1
 */
export function share({ stage, done, total }) {
  const [from, to] = SPANS[stage];
  return total === 0 ? from : from + ((to - from) * done) / total;
}

/**
 * @typedef {object} Asked
 * @property {number[]} thresholds percentage points, in the order typed
 * @property {RecipeOptions} recipe
 * @property {string} convolution
 * @property {number} channels how many the convolution has
 */

/**
 * @typedef {object} Run
 * @property {number} number tells one repair from the next
 * @property {"running" | "cancelling" | "done" | "cancelled" | "failed"} status
 * @property {Asked} asked
 * @property {Progress} progress
 * @property {number} prunable how many channels will be pruned: all, or those that are not skipped
 * @property {Ranking | null} ranking the channels in the order in which they are pruned, once that is known
 * @property {ReportStep[]} steps the curve so far, on the validation images
 * @property {ReportRepaired[]} repaired the rows so far, on the test images
 * @property {Score | null} baseline the BadNet itself on the test images
 * @property {{ ties: number, decisions: number }} calls decisions too close to call, and all decisions; zero until the repair is done
 * @property {number | null} kept when it was done, in ms since 1970, where an earlier visit left it: the worker knows nothing of it
 * @property {Run | null} again the same repair run once more, because a result that was kept has no models to download
 */

/**
 * @param {number} number
 * @param {Asked} asked
 * @returns {Run}
 */
export function startRun(number, asked) {
  return {
    number,
    status: "running",
    asked,
    progress: { stage: "validation", done: 0, total: 0 },
    prunable: asked.channels,
    ranking: null,
    steps: [],
    repaired: [],
    baseline: null,
    calls: { ties: 0, decisions: 0 },
    kept: null,
    again: null,
  };
}

/**
 * A repair that an earlier visit did.
 *
 * @param {number} number
 * @param {Asked} asked
 * @param {{ report: RepairReport, at: number }} kept
 * @returns {Run}
 */
export function keptRun(number, asked, { report, at }) {
  return { ...endRun(startRun(number, asked), { status: "done", ...report }), kept: at };
}

/**
 * Runs a kept repair once more, beside the figures that are shown: they stay, for they come out the same.
 *
 * @param {Run} run
 * @returns {Run}
 */
export function runAgain(run) {
  return { ...run, again: startRun(run.number, run.asked) };
}

/**
 * @param {Run} run
 * @param {RepairEvent} event
 * @returns {Run}
 */
export function listen(run, event) {
  if (run.again !== null) return { ...run, again: listen(run.again, event) };
  switch (event.kind) {
    case "features":
      return { ...run, progress: { stage: event.set, done: event.done, total: event.total } };
    case "ranked": {
      const { kind: _, ...ranking } = event;
      return { ...run, ranking, prunable: event.channels.length, progress: { stage: "pruning", done: 0, total: event.channels.length } };
    }
    case "step": {
      const { kind: _, ...step } = event;
      return { ...run, steps: [...run.steps, step], progress: { stage: "pruning", done: step.pruned, total: run.prunable } };
    }
    case "repaired": {
      const { kind: _, ...row } = event;
      const repaired = [...run.repaired, row];
      return { ...run, repaired, progress: { stage: "scoring", done: repaired.length, total: run.asked.thresholds.length } };
    }
    case "engine":
      return run;
  }
}

/** @typedef {({ status: "done" } & RepairReport) | { status: "cancelled" | "failed" }} End */

/**
 * @param {Run} run
 * @param {End} end the report's figures are the last word on what the events told
 * @returns {Run}
 */
export function endRun(run, end) {
  if (run.again !== null) return { ...run, again: null, kept: end.status === "done" ? null : run.kept };
  if (end.status !== "done") return { ...run, status: end.status };
  const { ranking, steps, repaired, baseline, ties, decisions } = end;
  return { ...run, status: "done", ranking, steps, repaired, baseline, calls: { ties, decisions } };
}

/**
 * @param {Run} run
 * @returns {Run}
 */
export function cancelling(run) {
  if (run.again !== null) return { ...run, again: cancelling(run.again) };
  return run.status === "running" ? { ...run, status: "cancelling" } : run;
}

/**
 * @param {Run | null} run
 * @returns {boolean}
 */
export function isRunning(run) {
  return run !== null && (run.status === "running" || run.status === "cancelling" || isRunning(run.again));
}

/**
 * Where the settings ask for something else than a repair that has ended was asked: what it was, and what the button gives now.
 *
 * @param {Run | null} run
 * @param {Settings} settings
 * @returns {string} a sentence; empty where they ask for the same
 */
export function outdated(run, settings) {
  if (run === null || run.status === "running" || run.status === "cancelling") return "";
  const { asked } = run;
  const parsed = parseThresholds(settings.thresholds);
  // What cannot be read is being typed.
  const thresholds = "problem" in parsed ? asked.thresholds : parsed.thresholds;
  /** @type {[was: string, is: string][]} */
  const changed = [];
  if (OPTIONS.some((option) => asked.recipe[option] !== settings.recipe[option])) {
    const [was, is] = [presetOf(asked.recipe), presetOf(settings.recipe)];
    changed.push([was === null ? "other choices" : `recipe ${was}`, is === null ? "your choices" : `recipe ${is}`]);
  }
  if (asked.convolution !== settings.convolution) changed.push([`layer ${asked.convolution}`, `layer ${settings.convolution}`]);
  if (asked.thresholds.join(", ") !== thresholds.join(", ")) changed.push([`thresholds ${asked.thresholds.join(", ")}`, `thresholds ${thresholds.join(", ")}`]);
  if (changed.length === 0) return "";
  const both = [0, 1].map((side) => changed.map((pair) => pair[side]).join(" and "));
  return `This is the result of ${both[0]}; press Repair for ${both[1]}.`;
}

/**
 * The row of a threshold, once it is known.
 *
 * @param {Run} run
 * @param {number} threshold
 */
export function rowOf(run, threshold) {
  return run.repaired.find((row) => row.threshold === threshold) ?? null;
}
