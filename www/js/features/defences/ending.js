/**
 * How a repair ended, by its figures. No DOM here.
 *
 * @import { ReportRepaired } from "../../client/types.js"
 * @import { BaseRun } from "./run.js"
 */

/** An attack that works on fewer faces than this, in per cent, is called beaten. */
export const BEATEN = 5;

/** What costs more than this is called dear: of twenty faces that were recognised, one is not any more. */
export const DEAR = 5;

/** @typedef {"cured" | "weakened" | "kept"} Outcome */

/**
 * @typedef {{ outcome: Outcome, best: ReportRepaired, drop: number }} Ending the drop: points of clean accuracy that the best model costs
 */

/**
 * How the repair ended, by the best of its models.
 *
 * @param {Pick<BaseRun, "baseline" | "repaired">} run one that is done
 * @returns {Ending | null} null where no threshold was reached
 */
export function ending({ baseline, repaired }) {
  const reached = repaired.filter(({ pruned }) => pruned !== null);
  // The one that costs least among those that beat the attack, else the one that weakens it most.
  const cheapest = reached.toSorted((a, b) => (b.clean ?? 0) - (a.clean ?? 0));
  const best =
    cheapest.find(({ asr }) => (asr ?? 100) < BEATEN) ??
    cheapest.toSorted((a, b) => (a.asr ?? 100) - (b.asr ?? 100))[0];
  if (best === undefined) return null;
  const drop = (baseline?.clean ?? 0) - (best.clean ?? 0);
  if ((best.asr ?? 100) < BEATEN) return { outcome: "cured", best, drop };
  return { outcome: isWeakened(best, baseline) ? "weakened" : "kept", best, drop };
}

/**
 * @param {Pick<ReportRepaired, "asr">} row
 * @param {BaseRun["baseline"]} baseline
 * @returns {boolean} whether the attack works on fewer faces than before, by more than a few
 */
export function isWeakened({ asr }, baseline) {
  return (asr ?? 100) < (baseline?.asr ?? 100) - BEATEN;
}
