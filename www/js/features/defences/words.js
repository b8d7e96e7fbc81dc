/**
 * What several defences say of their progress and their table.
 *
 * @import { Opened } from "../../client/types.js"
 * @import { BaseRun } from "./run.js"
 */

import { count } from "../../shared/words.js";

/** Which images the table's figures are of. @param {Opened} model */
export function scoredImages({ images, scoredOn }) {
  return `on the ${count(images[scoredOn])} ${scoredOn} images`;
}

/** @param {Pick<BaseRun, "progress" | "status">} run one that scores its networks, or was cancelled then */
export function scoringText({ progress: { done, total }, status }) {
  if (status === "cancelled") return `Cancelled with ${done} of ${total} repaired models scored.`;
  return `Scoring the repaired models: ${done} of ${total}`;
}
