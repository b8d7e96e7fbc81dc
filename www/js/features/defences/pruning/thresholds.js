/**
 * The thresholds as people type them, in the form or in a link. tests/cases/thresholds.json has what is read and what
 * is not: the command line reads the same.
 *
 * @import { Kind } from "../numbers.js"
 */

import { readNumbers } from "../numbers.js";

/** What the course asks for. */
export const DEFAULT_POINTS = [2, 4, 10, 30];

/** @type {Kind} */
const THRESHOLDS = {
  one: "threshold",
  many: "percentage points",
  usual: DEFAULT_POINTS,
  refusal: (word, points) => {
    if (/^[-−]/u.test(word) || points === 0 || points > 100)
      return `A threshold cannot be ${word}: it is a drop of clean accuracy, above 0 and at most 100 percentage points.`;
    if (/\.\d{4}/u.test(word)) return `A threshold cannot be ${word}: it may have three decimals at most.`;
    return null;
  },
};

/**
 * Reads a list such as `2, 4, 10, 30`: percentage points above 0 and at most 100, with at most three decimals.
 *
 * @param {string} text
 */
export function readThresholds(text) {
  return readNumbers(text, THRESHOLDS);
}
