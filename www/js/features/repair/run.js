/**
 * A repair from its start to its end, whatever its defence.
 *
 * @import { DefenceEvent, Outcome } from "../../client/types.js"
 * @import { Asked, Run } from "../defences/index.js"
 * @import { BaseRun } from "../defences/run.js"
 */

import { defenceOf } from "../defences/index.js";

/**
 * @param {number} number
 * @param {Asked} asked
 * @returns {Run}
 */
export function startRun(number, asked) {
  const base = { number, status: "running", asked, baseline: null, calls: { ties: 0, decisions: 0 } };
  return /** @type {Run} */ ({ ...base, cachedAt: null, rerun: null, ...defenceOf(asked.defence).emptyRun(asked) });
}

/**
 * A repair that an earlier visit did.
 *
 * @param {number} number
 * @param {Asked} asked
 * @param {{ report: Outcome, at: number }} cached
 * @returns {Run}
 */
export function cachedRun(number, asked, { report, at }) {
  return changed(endRun(startRun(number, asked), { status: "done", ...report }), { cachedAt: at });
}

/**
 * Runs a cached repair once more, beside the figures that are shown: they stay, for they come out the same.
 *
 * @param {Run} run
 * @returns {Run}
 */
export function startRerun(run) {
  return changed(run, { rerun: startRun(run.number, run.asked) });
}

/**
 * How much of the whole repair is done.
 *
 * @param {Run} run
 * @returns {number} 0 to 1
 */
export function progressShare({ asked, progress }) {
  return defenceOf(asked.defence).share(progress);
}

/**
 * @param {Run} run
 * @param {DefenceEvent} event
 * @returns {Run}
 */
export function applyEvent(run, event) {
  if (run.rerun !== null) return changed(run, { rerun: applyEvent(run.rerun, event) });
  return changed(run, defenceOf(run.asked.defence).onEvent(run, event));
}

/** @typedef {({ status: "done" } & Outcome) | { status: "cancelled" | "failed" }} End */

/**
 * @param {Run} run
 * @param {End} end
 * @returns {Run}
 */
export function endRun(run, end) {
  if (run.rerun !== null) return changed(run, { rerun: null, cachedAt: end.status === "done" ? null : run.cachedAt });
  if (end.status !== "done") return changed(run, { status: end.status });
  return changed(run, { status: "done", ...defenceOf(run.asked.defence).onReport(end) });
}

/**
 * @param {Run} run
 * @returns {Run}
 */
export function cancelling(run) {
  if (run.rerun !== null) return changed(run, { rerun: cancelling(run.rerun) });
  return run.status === "running" ? changed(run, { status: "cancelling" }) : run;
}

/**
 * A repair with some of it changed; its rerun, and what its defence found, are of the same defence.
 *
 * @param {Run} run
 * @param {(Partial<BaseRun> & { rerun?: Run | null }) | Partial<Run>} changes
 * @returns {Run}
 */
function changed(run, changes) {
  return /** @type {Run} */ ({ ...run, ...changes });
}
