/**
 * What the table of repaired models says of CLP's.
 *
 * @import { TableWords } from "../defence.js"
 * @import { ClpAsked } from "./run.js"
 */

import { count } from "../../../shared/words.js";
import { writeNumbers } from "../numbers.js";
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
  images: ({ images, scoredOn }) => `on the ${count(images[scoredOn])} ${scoredOn} images`,
  made,
  madeMarkdown: made,
};
