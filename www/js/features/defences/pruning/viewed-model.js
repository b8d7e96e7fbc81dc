/**
 * Which of a run's models people look at, and how it answers. No DOM here.
 *
 * @import { Answer, Answers, ReportStep } from "../../../client/types.js"
 * @import { Run } from "../../repair/run.js"
 * @import { State } from "../../../app/state.js"
 */

import { isRunning } from "../../repair/run.js";

/**
 * How many channels the model has pruned that is looked at: as chosen; else the last one of a sweep that runs, and the first
 * repaired model of one that has ended.
 *
 * @param {Pick<State, "run" | "pruned">} state
 * @returns {number} 0 while there is nothing to look at but the network as it came
 */
export function looked({ run, pruned }) {
  const last = run?.steps.at(-1)?.pruned ?? 0;
  if (pruned !== null) return Math.min(pruned, last);
  if (run === null || isRunning(run)) return last;
  return run.repaired.find((row) => row.pruned !== null)?.pruned ?? last;
}

/**
 * A number of pruned channels that the run can have: it is taken before the sweep has come that far, too.
 *
 * @param {Run | null} run
 * @param {number | null} pruned
 */
export function within(run, pruned) {
  if (pruned === null) return null;
  return Math.max(0, Math.min(Math.round(pruned), run?.prunable ?? pruned));
}

/**
 * How many channels the model has pruned that a link shows, while no repair has made it.
 *
 * @param {Pick<State, "model" | "run" | "pruned" | "settings">} state
 * @returns {number | null} null where nothing is waited for: the network as it came is there already
 */
export function awaited({ model, run, pruned, settings }) {
  const layer = model?.convolutions.find(({ name }) => name === settings.convolution);
  if (layer === undefined || run !== null || pruned === null || pruned === 0) return null;
  return Math.min(pruned, layer.channels);
}

/**
 * The step of the curve that belongs to the model that is looked at.
 *
 * @param {Pick<State, "run" | "pruned">} state
 * @returns {ReportStep | null}
 */
export function lookedStep(state) {
  const pruned = looked(state);
  return state.run?.steps.find((step) => step.pruned === pruned) ?? null;
}

/**
 * What the model that is looked at says of each face; the network as it came, while others' answers are not known.
 *
 * @param {Pick<State, "run" | "pruned" | "faces" | "answers">} state
 * @returns {Answers[]}
 */
export function lookedAnswers(state) {
  const { answers, faces } = state;
  return answers?.[looked(state)] ?? faces.map((face) => face.answers);
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

/**
 * Whether a face is shown with the trigger.
 *
 * @param {Pick<State, "glasses" | "turned">} state
 * @param {number} face its place
 */
export function wears({ glasses, turned }, face) {
  return glasses !== turned.includes(face);
}

/**
 * Notes which faces wear the trigger now.
 *
 * @template {Pick<State, "faces" | "glasses" | "turned" | "seen">} S
 * @param {S} state
 * @returns {S}
 */
export function seeing(state) {
  const seen = [...state.faces.keys()].filter((face) => state.seen.includes(face) || wears(state, face));
  return { ...state, seen };
}

/**
 * One face puts the glasses on, or off. Once every face is the other way, all are that way.
 *
 * @param {Pick<State, "faces" | "glasses" | "turned">} state
 * @param {number} face its place
 * @returns {Pick<State, "glasses" | "turned">}
 */
export function turned({ faces, glasses, turned: before }, face) {
  const others = before.filter((one) => one !== face);
  const after = others.length < before.length ? others : [...before, face];
  return after.length === faces.length ? { glasses: !glasses, turned: [] } : { glasses, turned: after };
}
