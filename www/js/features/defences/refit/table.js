/**
 * What the table of repaired models says of a refit's.
 *
 * @import { TableWords } from "../defence.js"
 * @import { RefitAsked } from "./run.js"
 */

import { writeNumbers } from "../numbers.js";
import { scoredImages } from "../words.js";
import { named } from "./words.js";

/** @param {RefitAsked} asked */
const made = ({ ridge }) => `Made by refitting the last layer, for r of ${writeNumbers(ridge)}.`;

/** @type {TableWords<RefitAsked>} */
export const table = {
  threshold: "Ridge r",
  channels: "Channels off",
  counted: "switched off",
  unseen: "what the last layer became",
  validation: ", which the last layer was computed from. On other images they may be lower",
  named,
  count: String,
  images: scoredImages,
  made,
  madeMarkdown: made,
};
