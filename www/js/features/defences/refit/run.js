/**
 * A refit of the last layer: what is asked, and what its events and its report tell.
 *
 * @import { State } from "../../index.js"
 * @import { DefenceEvent, DefenceRequest, RefitOutcome } from "../../../client/types.js"
 * @import { Run } from "../index.js"
 * @import { BaseRun, Progress } from "../run.js"
 */

import { reported, withRow } from "../run.js";

/**
 * @typedef {object} RefitAsked
 * @property {"refit"} defence
 * @property {number[]} ridge in ascending order
 */

/**
 * @typedef {object} Computed
 * @property {number} images how many clean validation images the layer was computed from; 0 until the repair is done
 * @property {number} copies how many altered copies of each were added
 */

/**
 * A refit. `rerun` is the same once more, for its networks.
 * @typedef {BaseRun & Computed & { asked: RefitAsked, rerun: RefitRun | null }} RefitRun
 */

/**
 * @param {Run | null} run
 * @returns {RefitRun | null} null where there is none, or it is another defence's
 */
export function refitRun(run) {
  return run?.asked.defence === "refit" ? /** @type {RefitRun} */ (run) : null;
}

/** @type {[what: string, stages: string[]][]} */
export const laps = [
  ["validation faces through the network", ["validation"]],
  ["scoring", ["scoring"]],
];

/** Each of the two stages takes about half of the time. @param {Progress} progress */
export function share({ stage, done, total }) {
  const before = stage === "validation" ? 0 : 0.5;
  return total === 0 ? before : before + (0.5 * done) / total;
}

/**
 * @param {Pick<State, "model" | "refit">} state
 * @returns {RefitAsked | { place: "ridges", problem: string } | null}
 */
export function readSettings({ model, refit: { ridges } }) {
  if (model === null) return null;
  if ("problem" in ridges) return { place: "ridges", problem: ridges.problem };
  return { defence: "refit", ridge: ridges.numbers };
}

/**
 * @param {RefitAsked} asked
 * @returns {DefenceRequest}
 */
export function request({ ridge }) {
  return { defence: "refit", options: { ridge } };
}

/** @returns {Computed & { progress: Progress, repaired: [] }} */
export function emptyRun() {
  return { progress: { stage: "validation", done: 0, total: 0 }, repaired: [], images: 0, copies: 0 };
}

/**
 * @param {RefitRun} run
 * @param {DefenceEvent} event
 * @returns {Partial<RefitRun>}
 */
export function onEvent(run, event) {
  const scoring = (/** @type {number} */ done) => ({ stage: "scoring", done, total: run.asked.ridge.length });
  if (event.kind === "repaired") {
    const repaired = withRow(run, event);
    return { repaired, progress: scoring(repaired.length) };
  }
  // Of other sets, and of these once more, it is told while the networks are scored.
  if (event.kind !== "features" || event.set !== "validation" || run.progress.stage === "scoring") return {};
  const { done, total } = event;
  return { progress: done < total ? { stage: "validation", done, total } : scoring(0) };
}

/**
 * @param {RefitOutcome} report
 * @returns {Partial<RefitRun>}
 */
export function onReport(report) {
  return { ...reported(report), images: report.images, copies: report.copies };
}
