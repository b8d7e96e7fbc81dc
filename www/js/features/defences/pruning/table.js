/**
 * What the table of repaired models says of pruning's.
 *
 * @import { Opened } from "../../../client/types.js"
 * @import { TableWords } from "../defence.js"
 * @import { PruningAsked } from "./run.js"
 */

import { count } from "../../../shared/words.js";
import { writeNumbers } from "../numbers.js";
import { points, recipeLine } from "./words.js";

/** @type {TableWords<PruningAsked>} */
export const table = {
  threshold: "Threshold",
  channels: "Channels pruned",
  counted: "pruned",
  unseen: "what was pruned",
  validation: ", which had a say in what was pruned. On other images they may be lower",
  named: points,
  count: (pruned, { channels }) => `${pruned} of ${channels}`,
  images: scoredImages,
  made: ({ convolution, recipe, thresholds }) =>
    `Made with the ${recipeLine(recipe)} on ${convolution}, for thresholds of ${writeNumbers(thresholds)} points.`,
  madeMarkdown: ({ convolution, recipe }) =>
    `Made with the ${recipeLine(recipe)} on \`${convolution.replaceAll("`", "")}\`.`,
};

/** Which images the figures are of, and why they are not those under the curve. @param {Opened} model */
function scoredImages({ images, scoredOn }) {
  if (scoredOn === "validation") return `on the ${count(images.validation)} validation images, as the curve is`;
  return `on ${count(images.test)} test images. The curve is of the validation images, which choose what is pruned, so its figures differ.`;
}
