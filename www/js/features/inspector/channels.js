/**
 * The channels of the convolution that is pruned, as the map shows them. No DOM here.
 *
 * @import { State } from "../index.js"
 */

import { pruningRun } from "../defences/pruning/run.js";
import { viewedPruned } from "../defences/pruning/viewed-model.js";

/**
 * @typedef {object} Cell
 * @property {number} channel
 * @property {number | null} place when it is pruned, 1 for first; null where the recipe spares it, or nothing is known
 *   yet
 * @property {number | null} activation as the ranking reads it
 * @property {boolean} dead whether clean faces never wake it
 * @property {boolean} pruned whether it is pruned in the model that is looked at
 */

/**
 * The convolution whose channels are shown: that of the run, else that which the next one will prune.
 *
 * @param {Pick<State, "model" | "run" | "pruning">} state
 * @returns {{ name: string, channels: number } | null}
 */
export function shownConvolution(state) {
  const { model, pruning } = state;
  const run = pruningRun(state.run);
  if (run !== null) return { name: run.asked.convolution, channels: run.asked.channels };
  return model?.convolutions.find(({ name }) => name === pruning.convolution) ?? null;
}

/**
 * Every channel: in the order in which they are pruned, then those that are spared; by their number while that is not
 * known.
 *
 * @param {Pick<State, "model" | "run" | "pruning" | "pruned">} state
 * @returns {Cell[]}
 */
export function cells(state) {
  const convolution = shownConvolution(state);
  if (convolution === null) return [];
  const pruned = viewedPruned(state);
  const ranked = pruningRun(state.run)?.ranking?.channels ?? [];
  /** @type {Cell[]} */
  const found = ranked.map(({ channel, activation, dead }, index) => ({
    channel,
    place: index + 1,
    activation,
    dead,
    pruned: index < pruned,
  }));
  const known = new Set(found.map(({ channel }) => channel));
  const spared = ranked.length > 0;
  for (let channel = 0; channel < convolution.channels; channel++) {
    // Only channels that never wake are spared.
    if (!known.has(channel)) found.push({ channel, place: null, activation: null, dead: spared, pruned: false });
  }
  return found;
}

/**
 * How many cells stand beside each other, so that the last row is as full as the others.
 *
 * @param {number} count
 * @param {number} room how many would fit
 */
export function columnsFor(count, room) {
  const even = [...Array(Math.max(1, room)).keys()].map((at) => at + 1).filter((columns) => count % columns === 0);
  const most = even.at(-1) ?? 1;
  // A prime number of channels has no even rows.
  return most * 2 >= Math.min(room, count) ? most : Math.max(1, Math.min(room, count));
}

/**
 * How strongly each channel is coloured, 0 to 1, by what is known of it: the square root, so that weak ones are told
 * apart too.
 *
 * @param {(number | null)[]} values none below 0
 * @returns {number[]}
 */
export function strengths(values) {
  const largest = Math.max(0, ...values.map((value) => value ?? 0));
  return values.map((value) => (largest === 0 || value === null ? 0 : Math.sqrt(value / largest)));
}
