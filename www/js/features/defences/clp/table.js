/**
 * What the table of repaired models says of CLP's.
 *
 * @import { TableWords } from "../defence.js"
 * @import { ClpAsked } from "./run.js"
 */

import { writeNumbers } from "../numbers.js";
import { scoredImages } from "../words.js";
import { named } from "./words.js";

/** @param {ClpAsked} asked */
const made = ({ u }) => `Made with CLP in every convolution, for u of ${writeNumbers(u)}.`;

/** @type {TableWords<ClpAsked>} */
export const table = {
  threshold: "Threshold u",
  channels: "Channels off",
  counted: "switched off",
  unseen: "what was switched off",
  validation: "; CLP chooses without any",
  named,
  count: String,
  images: scoredImages,
  made,
  madeMarkdown: made,
};
