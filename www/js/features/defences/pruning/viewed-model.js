/**
 * Which of a run's models people look at, and how it answers. No DOM here.
 *
 * @import { Answer, Answers, ReportStep } from "../../../client/types.js"
 * @import { State } from "../../index.js"
 */

import { isRunning } from "../run.js";
import { pruningRun } from "./run.js";

/**
 * How many channels the model has pruned that is looked at: as chosen; else the last one of a sweep that runs, and the
 * first repaired model of one that has ended.
 *
 * @param {Pick<State, "run" | "pruned">} state
 * @returns {number} 0 while there is nothing to look at but the network as it came
 */
export function viewedPruned(state) {
  const { pruned } = state;
  const run = pruningRun(state.run);
  const last = run?.steps.at(-1)?.pruned ?? 0;
  if (pruned !== null) return Math.min(pruned, last);
  if (run === null || isRunning(run)) return last;
  return run.repaired.find((row) => row.pruned !== null)?.pruned ?? last;
}

/**
 * A number of pruned channels that a run can have: it is taken before the sweep has come that far, too.
 *
 * @param {number | undefined} prunable how many the run prunes, where there is one
 * @param {number | null} pruned
 */
export function within(prunable, pruned) {
  if (pruned === null) return null;
  return Math.max(0, Math.min(Math.round(pruned), prunable ?? pruned));
}

/**
 * How many channels the model has pruned that a link shows, while no repair has made it.
 *
 * @param {Pick<State, "defence" | "model" | "run" | "pruned" | "pruning">} state
 * @returns {number | null} null where nothing is waited for: the network as it came is there already
 */
export function awaited({ defence, model, run, pruned, pruning }) {
  const layer = model?.convolutions.find(({ name }) => name === pruning.convolution);
  if (defence !== "pruning" || layer === undefined || run !== null || pruned === null || pruned === 0) return null;
  return Math.min(pruned, layer.channels);
}

/**
 * The step of the curve that belongs to the model that is looked at.
 *
 * @param {Pick<State, "run" | "pruned">} state
 * @returns {ReportStep | null}
 */
export function viewedStep(state) {
  const pruned = viewedPruned(state);
  return pruningRun(state.run)?.steps.find((step) => step.pruned === pruned) ?? null;
}

/**
 * What the model that is looked at says of each face; the network as it came, while other models' answers are not
 * known.
 *
 * @param {Pick<State, "run" | "pruned" | "faces" | "facePredictions">} state
 * @returns {Answers[]}
 */
export function viewedPredictions(state) {
  const { facePredictions, faces } = state;
  return facePredictions?.[viewedPruned(state)] ?? faces.map((face) => face.answers);
}

/**
 * What GoodNet G answers: the class that both networks agree on; null, a refusal, where they do not.
 *
 * @param {Answer} ofB
 * @param {Answer} ofRepaired
 * @returns {number | null}
 */
export function goodnet(ofB, ofRepaired) {
  return ofB.label === ofRepaired.label ? ofB.label : null;
}
