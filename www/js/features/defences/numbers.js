/**
 * Lists of numbers as people type them, in the form or in a link: read once, and numbers from then on.
 */

/**
 * What was typed, and what it says: numbers in ascending order, each once; or a sentence for a person that says why it
 * cannot be read.
 *
 * @typedef {{ text: string } & ({ numbers: number[] } | { problem: string })} Numbers
 */

/**
 * @typedef {object} Kind what a list is of
 * @property {string} one
 * @property {string} many
 * @property {number[]} usual for example
 * @property {(word: string, value: number) => string | null} refusal why a number cannot be one of them: a sentence
 */

/**
 * Reads a list such as `1, 2, 3`: numbers parted by commas, semicolons or spaces.
 *
 * @param {string} text
 * @param {Kind} kind
 * @returns {Numbers}
 */
export function readNumbers(text, kind) {
  const example = `for example ${writeNumbers(kind.usual)}.`;
  if (/^[\s,;]*$/u.test(text)) return { text, problem: `Type at least one ${kind.one}, ${example}` };
  const words = text.trim().split(/\s*[,;]\s*|\s+/u);
  const rule = `Type ${kind.many} parted by commas, ${example}`;
  for (const word of words) {
    if (word === "") return { text, problem: `There is a comma too many. ${rule}` };
    if (!/^[-−]?(\d+(\.\d+)?|\.\d+)$/u.test(word)) return { text, problem: `“${word}” is not a number. ${rule}` };
    const problem = kind.refusal(word, valueOf(word));
    if (problem !== null) return { text, problem };
  }
  return { text, numbers: [...new Set(words.map(valueOf))].sort((a, b) => a - b) };
}

/**
 * The text that reads as these.
 *
 * @param {number[]} numbers
 */
export function writeNumbers(numbers) {
  return numbers.join(", ");
}

/**
 * These as if they had been typed.
 *
 * @param {number[]} numbers in ascending order, each once
 * @returns {Numbers}
 */
export function asTyped(numbers) {
  return { text: writeNumbers(numbers), numbers };
}

/**
 * Where a list asks for something else than a repair was asked: what it was, and what the button gives now.
 *
 * @param {string} name
 * @param {number[]} was
 * @param {Numbers} is
 * @returns {string} a sentence; empty where it asks for the same
 */
export function otherNumbers(name, was, is) {
  // What cannot be read is being typed.
  if ("problem" in is) return "";
  const [before, now] = [writeNumbers(was), writeNumbers(is.numbers)];
  return before === now ? "" : `This is the result of ${name} ${before}; press Repair for ${name} ${now}.`;
}

/** What is 0 is not written −0. @param {string} word */
function valueOf(word) {
  return Number(word.replace("−", "-")) + 0;
}
