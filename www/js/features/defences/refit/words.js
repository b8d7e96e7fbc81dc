/**
 * What a refit does and did, in words.
 *
 * @import { State } from "../../index.js"
 * @import { DefenceEvent } from "../../../client/types.js"
 * @import { RefitRun } from "./run.js"
 */

import { count, percent } from "../../../shared/words.js";
import { otherNumbers } from "../numbers.js";
import { isEnded } from "../run.js";
import { scoringText } from "../words.js";

/** @param {number} ridge a threshold */
export function named(ridge) {
  return `r = ${ridge}`;
}

/** @param {Pick<State, "model" | "opening">} state */
export function idleText({ model, opening }) {
  return opening !== null || model === null ? "" : "The last layer is computed anew from the clean validation faces.";
}

/** @param {RefitRun} run one that runs, or was cancelled */
export function progressText(run) {
  const { done, stage, total } = run.progress;
  if (stage === "scoring") return scoringText(run);
  if (run.status === "cancelled") return "Cancelled before the last layer was computed.";
  return `Showing the network the validation faces: ${count(done)} of ${count(total)}`;
}

/** @param {DefenceEvent} event */
export function milestone(event) {
  return event.kind === "repaired" ? `With ${named(event.threshold)} clean accuracy is ${percent(event.clean)}%.` : "";
}

/**
 * @param {RefitRun | null} run
 * @param {Pick<State, "refit">} state
 * @returns {string} a sentence where the settings ask for something else than a repair that has ended was asked
 */
export function outdated(run, { refit: { ridges } }) {
  return isEnded(run) ? otherNumbers("r", run.asked.ridge, ridges) : "";
}
