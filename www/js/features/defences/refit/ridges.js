/**
 * The ridges of a refit as people type them, in the form or in a link: how much is added to the covariance of the
 * features within classes before it is inverted, in shares of their mean variance.
 *
 * @import { Kind } from "../numbers.js"
 */

import { readNumbers } from "../numbers.js";

/** What the core takes unless it is told. */
export const DEFAULT_RIDGES = [0.1, 0.3, 1];

/** @type {Kind} */
const RIDGES = {
  one: "ridge",
  many: "ridges",
  usual: DEFAULT_RIDGES,
  refusal: (word, ridge) => {
    if (ridge <= 0 || ridge > 1000) return `A ridge cannot be ${word}: it must be above 0 and at most 1000.`;
    // With more of them it would be written as a power of ten.
    return /\.\d{7}/u.test(word) ? `A ridge cannot be ${word}: it may have six decimals at most.` : null;
  },
};

/**
 * Reads a list such as `0.1, 0.3, 1`: numbers above 0 and at most 1000, with at most six decimals.
 *
 * @param {string} text
 */
export function readRidges(text) {
  return readNumbers(text, RIDGES);
}
