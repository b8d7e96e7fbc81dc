/**
 * One repair as the page knows it: what was asked, how far it is, what came out so far.
 *
 * @import { Baseline, DefenceEvent, Outcome, ReportRepaired } from "../../client/types.js"
 * @import { Run } from "./index.js"
 */

/** @typedef {{ stage: string, done: number, total: number }} Progress within a stage, of which each defence has its own */

/**
 * What a repair has, whatever its defence. A defence adds what it asks and what it has found.
 *
 * @typedef {object} BaseRun
 * @property {number} number tells one repair from the next
 * @property {"running" | "cancelling" | "done" | "cancelled" | "failed"} status
 * @property {Progress} progress
 * @property {Baseline | null} baseline the BadNet itself on the test images
 * @property {ReportRepaired[]} repaired the rows so far, on the images that repaired models are scored on
 * @property {{ ties: number, decisions: number }} calls decisions too close to call, and all decisions; zero until the
 *   repair is done
 * @property {number | null} cachedAt when it was done, in ms since 1970, where an earlier visit left it: the worker
 *   knows nothing of it
 */

/**
 * @param {(Pick<BaseRun, "status"> & { rerun: Run | null }) | null} run
 * @returns {boolean}
 */
export function isRunning(run) {
  return run !== null && (run.status === "running" || run.status === "cancelling" || isRunning(run.rerun));
}

/**
 * @template {Run} R
 * @param {R | null} run
 * @returns {run is R} whether it came to an end, good or bad
 */
export function isEnded(run) {
  return run !== null && run.status !== "running" && run.status !== "cancelling";
}

/**
 * The rows, with one more.
 *
 * @param {Pick<BaseRun, "repaired">} run
 * @param {Extract<DefenceEvent, { kind: "repaired" }>} event
 * @returns {ReportRepaired[]}
 */
export function withRow({ repaired }, { kind: _, ...row }) {
  return [...repaired, row];
}

/**
 * What any defence's report says.
 *
 * @param {Outcome} report
 * @returns {Pick<BaseRun, "baseline" | "repaired" | "calls">}
 */
export function reported({ baseline, decisions, repaired, ties }) {
  return { baseline, repaired, calls: { ties, decisions } };
}

/**
 * The row of a threshold, once it is known.
 *
 * @param {Pick<BaseRun, "repaired">} run
 * @param {number} threshold
 */
export function rowOf(run, threshold) {
  return run.repaired.find((row) => row.threshold === threshold) ?? null;
}
