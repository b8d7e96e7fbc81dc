/**
 * How far a share can be trusted that was measured on few images: its 95 % interval, by Wilson's score method (1927),
 * which holds near 0 and 100 % and with a handful of images, too. No DOM here.
 *
 * @import { Opened } from "../client/types.js"
 */

import { percent } from "./words.js";

/** How many standard deviations hold 95 % of a normal distribution. */
const Z = 1.959963984540054;

/**
 * How far from a share its interval may reach, in points, before it is shown: verdicts turn on 5 points, of the attack
 * as of the accuracy (defences/ending.js).
 */
const WIDE = 5;

/**
 * @param {number} share in per cent, of whole images
 * @param {number} images how many there are, one at least
 * @returns {{ low: number, high: number }} in per cent
 */
export function interval(share, images) {
  const hits = Math.round((share / 100) * images);
  const p = hits / images;
  const spread = Z ** 2 / images;
  const middle = (p + spread / 2) / (1 + spread);
  const reach = (Z * Math.sqrt((p * (1 - p)) / images + spread / (4 * images))) / (1 + spread);
  // At its ends rounding would leave a little of what is 0.
  return {
    low: hits === 0 ? 0 : 100 * (middle - reach),
    high: hits === images ? 100 : 100 * (middle + reach),
  };
}

/**
 * Whether a set is so small that intervals are shown: that of a share of 50 %, the widest, reaches further than
 * {@link WIDE} points. It is asked of a set and not of a share, so that all figures of a table have one or none has.
 *
 * @param {number} images how many there are
 */
export function areFew(images) {
  return images > 0 && (100 * Z) / (2 * Math.sqrt(images + Z ** 2)) > WIDE;
}

/**
 * @param {number | null | undefined} share per cent; null where nothing was measured
 * @param {number} images of how many images
 * @returns {string} its interval, where that is to be shown; else empty
 */
export function range(share, images) {
  if (share === null || share === undefined || !areFew(images)) return "";
  const { low, high } = interval(share, images);
  return `${low.toFixed(1)} to ${high.toFixed(1)}`;
}

/**
 * A share as a sentence has it.
 *
 * @param {number} share in per cent
 * @param {number} images of how many images
 */
export function withRange(share, images) {
  const around = range(share, images);
  return `${percent(share)}%${around === "" ? "" : ` (${around})`}`;
}

/**
 * What is said of few images, in a sentence.
 *
 * @param {Sizes} sizes
 * @returns {string} empty where there are enough
 */
export function fewImages({ clean, poisoned }) {
  if (!areFew(clean) && !areFew(poisoned)) return "";
  const many = poisoned === 0 ? `${clean} clean images` : `${clean} clean and ${poisoned} poisoned images`;
  return `With ${many} luck plays a part: beside a share of so few stands its 95% interval (Wilson score), in which the share of many more such images most likely lies.`;
}

/** How many images shares are of. @typedef {{ clean: number, poisoned: number }} Sizes */

/**
 * @param {Pick<Opened, "images" | "poisonedImages">} model
 * @param {"validation" | "test"} set
 * @returns {Sizes}
 */
export function sizesOf({ images, poisonedImages }, set) {
  return { clean: images[set], poisoned: poisonedImages[set] };
}
