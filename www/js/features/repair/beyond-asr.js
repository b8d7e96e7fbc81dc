/**
 * What ASR does not tell: figures of networks that no repair can better by breaking something else. No DOM here.
 *
 * @import { GoodNetScore, Opened, Robustness } from "../../client/types.js"
 * @import { Sizes } from "../../shared/interval.js"
 * @import { Say } from "../../shared/nouns.js"
 * @import { BaseRun } from "../defences/run.js"
 */

import { range, sizesOf } from "../../shared/interval.js";
import { percent } from "../../shared/words.js";

/** Why ASR alone is not enough. */
export const WHY =
  "A network that never answers with the target has an ASR of 0, and so has one that takes every poisoned face for one other person.";

/** What the columns are. */
export const MEANING =
  "Recovered: the poisoned images that get their true label, the target’s own left out (papers say robust accuracy). It is known where there is a poisoned image of each clean one, in the same order. Target recall: the clean images of the target that are recognised. G refuses an image where B and B′ disagree.";

const HEADS_OF_NETWORK = ["Recovered, %", "Target recall, %", "Poisoned most often taken for"];
const HEADS_OF_GOODNET = ["G refuses clean, %", "G refuses poisoned, %"];
/** The heads of the columns, after that of the thresholds. */
export const HEADS = [...HEADS_OF_NETWORK, ...HEADS_OF_GOODNET];

/** A figure, and its interval, which is empty where none is shown. @typedef {{ text: string, around: string }} Figure */

/**
 * A network's figures.
 *
 * @typedef {object} Network
 * @property {number | null} threshold null: it is B
 * @property {Figure[]} figures under the first heads: B has no GoodNet, and so none under the last
 */

/**
 * B, and every repaired model that was reached.
 *
 * @param {Pick<BaseRun, "baseline" | "repaired">} run one that has ended
 * @param {Pick<Opened, "images" | "poisonedImages" | "scoredOn">} model
 * @param {Say} say
 * @returns {Network[]} none where there are no poisoned images
 */
export function networks({ baseline, repaired }, model, say) {
  const sizes = sizesOf(model, model.scoredOn);
  if (sizes.poisoned === 0) return [];
  const b = baseline === null ? [] : [{ threshold: null, figures: ofNetwork(baseline, sizes, say) }];
  const reached = repaired.filter(({ pruned }) => pruned !== null);
  return [
    ...b,
    ...reached.map((row) => ({
      threshold: row.threshold,
      figures: [...ofNetwork(row, sizes, say), ...ofGoodNet(row.goodnet, sizes)],
    })),
  ];
}

/**
 * @param {Robustness} network
 * @param {Sizes} sizes
 * @param {Say} say
 * @returns {Figure[]}
 */
function ofNetwork({ recovered, targetRecall, largestShare }, { poisoned }, say) {
  return [
    // The target's own are left out, and how many these are nobody says: the interval is that of a few images too many.
    share(recovered, poisoned),
    { text: percent(targetRecall), around: "" },
    largestShare === null ? share(null, poisoned) : takenFor(largestShare, poisoned, say),
  ];
}

/**
 * @param {NonNullable<Robustness["largestShare"]>} largestShare
 * @param {number} images
 * @param {Say} say
 * @returns {Figure}
 */
function takenFor({ label, percent }, images, say) {
  const { text, around } = share(percent, images);
  return { text: `${say(`person ${label}`)}: ${text}%`, around };
}

/**
 * @param {GoodNetScore | null} goodnet
 * @param {Sizes} sizes
 * @returns {Figure[]}
 */
function ofGoodNet(goodnet, { clean, poisoned }) {
  return [share(goodnet?.cleanRefused ?? null, clean), share(goodnet?.poisonedRefused ?? null, poisoned)];
}

/**
 * @param {number | null} value per cent
 * @param {number} images of how many
 * @returns {Figure}
 */
function share(value, images) {
  return { text: percent(value), around: range(value, images) };
}
