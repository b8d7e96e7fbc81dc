/**
 * The thresholds of CLP as people type them, in the form or in a link: how many standard deviations above the mean of
 * its layer a channel is switched off.
 */

/**
 * What was typed, and what it says: numbers in ascending order, each once; or a sentence for a person that says why it
 * cannot be read.
 *
 * @typedef {{ text: string } & ({ u: number[] } | { problem: string })} Deviations
 */

/** What the core takes unless it is told. */
export const DEFAULT_U = [1, 2, 3];

/**
 * Reads a list such as `1, 2, 3`: numbers with at most four digits and three decimals, parted by commas, semicolons or
 * spaces. A negative one is below the mean.
 *
 * @param {string} text
 * @returns {Deviations}
 */
export function readDeviations(text) {
  if (/^[\s,;]*$/u.test(text)) return { text, problem: "Type at least one number of deviations, for example 1, 2, 3." };
  const words = text.trim().split(/\s*[,;]\s*|\s+/u);
  for (const word of words) {
    const problem = problemOf(word);
    if (problem !== null) return { text, problem };
  }
  // What is 0 is not written −0.
  const numbers = words.map((word) => Number(word.replace("−", "-")) + 0);
  return { text, u: [...new Set(numbers)].sort((a, b) => a - b) };
}

/**
 * The text that reads as these.
 *
 * @param {number[]} u
 */
export function writeDeviations(u) {
  return u.join(", ");
}

/** @param {string} word */
function problemOf(word) {
  const rule = "Type numbers of deviations parted by commas, for example 1, 2, 3.";
  if (word === "") return `There is a comma too many. ${rule}`;
  if (!/^[-−]?(\d+(\.\d+)?|\.\d+)$/u.test(word)) return `“${word}” is not a number. ${rule}`;
  if (!/^[-−]?\d{0,4}(\.\d{1,3})?$/u.test(word))
    return `u cannot be ${word}: it may have four digits and three decimals at most.`;
  return null;
}
