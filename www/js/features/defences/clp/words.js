/**
 * What CLP does and did, in words.
 *
 * @import { State } from "../../index.js"
 * @import { DefenceEvent } from "../../../client/types.js"
 * @import { ClpRun } from "./run.js"
 */

import { otherNumbers } from "../numbers.js";
import { isEnded } from "../run.js";

/** @param {number} u a threshold */
export function named(u) {
  return `u = ${u}`;
}

/** @param {number} off how many channels are switched off */
export function channels(off) {
  return off === 1 ? "1 channel" : `${off} channels`;
}

/** @param {Pick<State, "model" | "opening">} state */
export function idleText({ model, opening }) {
  return opening !== null || model === null ? "" : "In every convolution CLP compares the channels with each other.";
}

/** @param {DefenceEvent} event */
export function milestone(event) {
  if (event.kind !== "repaired" || event.pruned === null) return "";
  return `With ${named(event.threshold)} ${channels(event.pruned)} ${event.pruned === 1 ? "is" : "are"} switched off.`;
}

/**
 * @param {ClpRun | null} run
 * @param {Pick<State, "clp">} state
 * @returns {string} a sentence where the settings ask for something else than a repair that has ended was asked
 */
export function outdated(run, { clp: { deviations } }) {
  return isEnded(run) ? otherNumbers("u", run.asked.u, deviations) : "";
}
