/**
 * The thresholds as people type them, in the form or in a link; read once, and numbers from then on.
 * tests/cases/thresholds.json has what is read and what is not: the command line reads the same.
 */

/**
 * What was typed, and what it says: percentage points in ascending order, each once; or a sentence for a person that
 * says why it cannot be read.
 *
 * @typedef {{ text: string } & ({ points: number[] } | { problem: string })} Thresholds
 */

/** What the course asks for. */
export const DEFAULT_POINTS = [2, 4, 10, 30];

/**
 * Reads a list such as `2, 4, 10, 30`: numbers above 0 and at most 100, with at most three decimals, parted by commas,
 * semicolons or spaces.
 *
 * @param {string} text
 * @returns {Thresholds}
 */
export function readThresholds(text) {
  if (/^[\s,;]*$/u.test(text)) return { text, problem: "Type at least one threshold, for example 2, 4, 10, 30." };
  const words = text.trim().split(/\s*[,;]\s*|\s+/u);
  for (const word of words) {
    const problem = problemOf(word);
    if (problem !== null) return { text, problem };
  }
  return { text, points: [...new Set(words.map(Number))].sort((a, b) => a - b) };
}

/**
 * The text that reads as these.
 *
 * @param {number[]} points
 */
export function writeThresholds(points) {
  return points.join(", ");
}

/** @param {string} word */
function problemOf(word) {
  if (word === "")
    return "There is a comma too many. Type percentage points parted by commas, for example 2, 4, 10, 30.";
  if (!/^[-−]?(\d+(\.\d+)?|\.\d+)$/u.test(word))
    return `“${word}” is not a number. Type percentage points parted by commas, for example 2, 4, 10, 30.`;
  const points = Number(word.replace("−", "-"));
  if (/^[-−]/u.test(word) || points === 0 || points > 100)
    return `A threshold cannot be ${word}: it is a drop of clean accuracy, above 0 and at most 100 percentage points.`;
  if (/\.\d{4}/u.test(word)) return `A threshold cannot be ${word}: it may have three decimals at most.`;
  return null;
}
