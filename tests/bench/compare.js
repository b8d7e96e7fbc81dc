// Whether two runtimes give the same answers.

/** @import { Step } from "./loop.js" */

/**
 * The decisions that differ for certain: a step's difference in hits, beyond the ties that goodnet lists for it. Ties
 * are scores so close that another order of additions may turn them.
 *
 * @param {Step[]} ours goodnet's, from no channel pruned to all of them
 * @param {Step[]} theirs the same steps, or only some of them
 * @returns {number}
 */
export function mismatches(ours, theirs) {
  const known = new Map(ours.map((step) => [step.pruned, step]));
  return theirs.reduce((sum, step) => {
    const our = known.get(step.pruned);
    if (our === undefined)
      throw new Error(`goodnet has no step with ${step.pruned} channels pruned: both must prune the same channels`);
    const differ = Math.abs(our.clean - step.clean) + Math.abs(our.asr - step.asr);
    return sum + Math.max(0, differ - (our.ties ?? 0));
  }, 0);
}
