// What a repair ends with, small.

/** @import { PruningOutcome } from "../../../crate/web/src/types.js" */

/** What a network has beside clean accuracy and ASR, where a test does not ask for it. */
export const UNKNOWN = { recovered: null, targetRecall: null, largestShare: null };

/**
 * GoodNet's figures, where a test does not ask what it refuses.
 *
 * @param {number} clean
 * @param {number | null} asr
 */
export const goodnet = (clean, asr) => ({ clean, asr, cleanRefused: 0, poisonedRefused: null });

/** @type {PruningOutcome} */
export const REPORT = {
  convolution: "conv_3",
  recipe: { activation: "pool", bias: "zero", dead: "prune", stop: "at-least" },
  scoredOn: "test",
  baseline: { clean: 98.5, asr: 100, recovered: 0, targetRecall: 100, largestShare: { label: 0, percent: 100 } },
  ranking: { channels: [{ channel: 7, activation: 0, dead: true }], smallestGap: null },
  steps: [
    { pruned: 0, channel: null, clean: 98.5, asr: 100, ties: 0 },
    { pruned: 1, channel: 7, clean: 95, asr: 99, ties: 1 },
  ],
  repaired: [
    {
      threshold: 2,
      pruned: 1,
      clean: 95.25,
      asr: 98.75,
      recovered: 1.25,
      targetRecall: null,
      largestShare: { label: 7, percent: 96.18 },
      goodnet: { clean: 95, asr: 98.5, cleanRefused: 0.25, poisonedRefused: 1.5 },
    },
    { threshold: 4, pruned: null, clean: null, asr: null, ...UNKNOWN, goodnet: null },
  ],
  ties: 1,
  decisions: 500,
  tied: [],
  sweep: { way: "incremental", fallback: null, slack: 1e-4, steps: [{ changed: 10, full: 2 }] },
};
