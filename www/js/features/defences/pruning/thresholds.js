/** The thresholds as people type them. */

/** What the course asks for. */
export const DEFAULT_THRESHOLDS = "2, 4, 10, 30";

/**
 * Reads a list such as `2, 4, 10, 30`: percentage points, each above 0 and at most 100, parted by commas, semicolons or spaces.
 *
 * @param {string} text
 * @returns {{ thresholds: number[] } | { problem: string }} in the order typed; a problem is a sentence for a person
 */
export function parseThresholds(text) {
  const words = text.split(/[\s,;]+/u).filter((word) => word !== "");
  if (words.length === 0) return { problem: "Type at least one threshold, for example 2, 4, 10, 30." };
  /** @type {number[]} */
  const thresholds = [];
  for (const word of words) {
    const value = /^[-−]?\d*\.?\d+$/u.test(word) ? Number(word.replace("−", "-")) : NaN;
    if (Number.isNaN(value)) {
      return { problem: `“${word}” is not a number. Type percentage points parted by commas, for example 2, 4, 10, 30.` };
    }
    if (value <= 0 || value > 100) {
      return { problem: `A threshold cannot be ${word}: it is a drop of clean accuracy, above 0 and at most 100 percentage points.` };
    }
    if (thresholds.includes(value)) return { problem: `${word} is there twice. Type each threshold once.` };
    thresholds.push(value);
  }
  return { thresholds };
}
