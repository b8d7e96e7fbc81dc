/**
 * A repair by CLP: what is asked, and what its events and its report tell.
 *
 * @import { State } from "../../index.js"
 * @import { DefenceEvent, DefenceRequest } from "../../../client/types.js"
 * @import { Run } from "../index.js"
 * @import { BaseRun, Progress } from "../run.js"
 */

import { withRow } from "../run.js";

/**
 * @typedef {object} ClpAsked
 * @property {"clp"} defence
 * @property {number[]} u deviations above a layer's mean, in ascending order
 */

/** `rerun` is the same once more, for its networks. @typedef {BaseRun & { asked: ClpAsked, rerun: ClpRun | null }} ClpRun */

/**
 * @param {Run | null} run
 * @returns {ClpRun | null} null where there is none, or it is another defence's
 */
export function clpRun(run) {
  return run?.asked.defence === "clp" ? /** @type {ClpRun} */ (run) : null;
}

/** Channels are chosen in no time: all the work is to score the networks. @type {[what: string, stages: string[]][]} */
export const laps = [["scoring", ["scoring"]]];

/** @param {Progress} progress */
export function share({ done, total }) {
  return total === 0 ? 0 : done / total;
}

/**
 * @param {Pick<State, "clp" | "model">} state
 * @returns {ClpAsked | { place: "deviations", problem: string } | null}
 */
export function readSettings({ clp: { deviations }, model }) {
  if (model === null) return null;
  if ("problem" in deviations) return { place: "deviations", problem: deviations.problem };
  return { defence: "clp", u: deviations.numbers };
}

/**
 * @param {ClpAsked} asked
 * @returns {DefenceRequest}
 */
export function request({ u }) {
  return { defence: "clp", options: { u } };
}

/**
 * @param {ClpAsked} asked
 * @returns {{ progress: Progress, repaired: [] }}
 */
export function emptyRun({ u }) {
  return { progress: { stage: "scoring", done: 0, total: u.length }, repaired: [] };
}

/**
 * @param {ClpRun} run
 * @param {DefenceEvent} event
 * @returns {Partial<ClpRun>}
 */
export function onEvent(run, event) {
  if (event.kind !== "repaired") return {};
  const repaired = withRow(run, event);
  return { repaired, progress: { ...run.progress, done: repaired.length } };
}
