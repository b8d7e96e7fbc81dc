// Contestants take turns, so that a machine that is slower for a minute is slower for all.

import { mismatches } from "./compare.js";
import { median, say } from "./tools.js";

/**
 * @import { Case } from "./cases.js"
 * @import { Contestant } from "./contestants.js"
 * @import { Step } from "./loop.js"
 */

/**
 * What a contestant did on a case, in milliseconds by turn.
 * @typedef {object} Measured
 * @property {string} id
 * @property {string} title
 * @property {number} threads
 * @property {number | null} batch
 * @property {number[]} forward one pass over the clean and the poisoned validation images
 * @property {number[]} whole the sweep, or the lab's loop
 * @property {Step[]} curve the steps of the last whole turn
 * @property {number} mismatches of all turns
 */

/**
 * @param {Contestant[]} contestants
 * @param {Case} on
 * @param {{ rounds: number, loops: number }} options in how many of the rounds the slow loops run
 * @returns {Promise<Measured[]>}
 */
export async function takeTurns(contestants, on, { rounds, loops }) {
  const all = contestants.map(({ id, title, threads, batch }) => {
    return /** @type {Measured} */ ({ id, title, threads, batch, forward: [], whole: [], curve: [], mismatches: 0 });
  });
  for (const contestant of contestants) await contestant.open(on);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const measured = all[index];
      const { forward, whole } = await contestant.turn(on, { loop: round < loops });
      for (const steps of [forward, whole]) if (steps !== undefined) measured.mismatches += mismatches(on.steps, steps);
      if (forward !== undefined) measured.forward.push(forward[0].at);
      if (whole !== undefined) {
        measured.whole.push(whole[whole.length - 1].at);
        measured.curve = whole;
      }
      const told = [seconds("one pass", forward), seconds("every step", whole)].filter((part) => part !== "");
      if (told.length > 0)
        say(`  ${on.name}, round ${round + 1} of ${rounds}: ${contestant.title}: ${told.join(", ")}`);
    }
  }
  return all;
}

/** @param {string} what @param {Step[] | undefined} steps */
const seconds = (what, steps) =>
  steps === undefined ? "" : `${what} ${(steps[steps.length - 1].at / 1000).toFixed(2)} s`;

/**
 * @param {Measured[]} all
 * @param {string} id
 * @returns {Measured}
 */
export function find(all, id) {
  const found = all.find((measured) => measured.id === id);
  if (found === undefined) throw new Error(`nobody called ${id} took part`);
  return found;
}

/** @param {Measured} measured */
export const forwardMs = ({ forward }) => median(forward);
/** @param {Measured} measured */
export const wholeMs = ({ whole }) => median(whole);
