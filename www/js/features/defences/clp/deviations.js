/**
 * The thresholds of CLP as people type them, in the form or in a link: how many standard deviations above the mean of
 * its layer a channel is switched off.
 *
 * @import { Kind } from "../numbers.js"
 */

import { readNumbers } from "../numbers.js";

/** What the core takes unless it is told. */
export const DEFAULT_U = [1, 2, 3];

/** @type {Kind} */
const DEVIATIONS = {
  one: "number of deviations",
  many: "numbers of deviations",
  usual: DEFAULT_U,
  refusal: (word) =>
    /^[-−]?\d{0,4}(\.\d{1,3})?$/u.test(word)
      ? null
      : `u cannot be ${word}: it may have four digits and three decimals at most.`,
};

/**
 * Reads a list such as `1, 2, 3`: numbers with at most four digits and three decimals. A negative one is below the
 * mean.
 *
 * @param {string} text
 */
export function readDeviations(text) {
  return readNumbers(text, DEVIATIONS);
}
