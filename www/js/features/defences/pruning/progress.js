/**
 * What pruning is doing, and what there is to prune, in words.
 *
 * @import { State } from "../../index.js"
 * @import { DefenceEvent } from "../../../client/types.js"
 * @import { PruningRun } from "./run.js"
 */

import { count, percent } from "../../../shared/words.js";
import { attackToo } from "./words.js";

/** @type {Record<string, string>} */
const FACES = {
  validation: "the validation faces",
  poisonedValidation: "the validation faces with the trigger",
  test: "the test faces",
  poisonedTest: "the test faces with the trigger",
};

/** @param {Pick<State, "model" | "opening" | "pruning">} state */
export function idleText({ model, opening, pruning: { convolution } }) {
  if (opening !== null || model === null) return "";
  const channels = model.convolutions.find(({ name }) => name === convolution)?.channels ?? 0;
  return `${convolution} has ${channels} channels to prune.`;
}

/** @param {PruningRun} run one that runs, or was cancelled */
export function progressText({ progress: { done, stage, total }, status, steps }) {
  const last = steps.at(-1);
  if (status === "cancelled")
    return last === undefined
      ? "Cancelled before the first channel."
      : `Cancelled with ${last.pruned} channels pruned.`;
  if (stage === "scoring") return `Scoring the repaired models: ${done} of ${total}`;
  if (stage !== "pruning") return `Showing the network ${FACES[stage]}: ${count(done)} of ${count(total)}`;
  if (last === undefined) return "Ranking the channels …";
  return `Pruned ${last.pruned} of ${total} channels: clean accuracy ${percent(last.clean)}%${attackToo("ASR", last.asr)}`;
}

/** @param {DefenceEvent} event */
export function milestone(event) {
  if (event.kind !== "repaired") return "";
  const met = event.pruned === null ? "was not reached" : `is met with ${event.pruned} channels pruned`;
  return `The threshold of ${event.threshold} points ${met}.`;
}
