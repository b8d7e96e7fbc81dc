/**
 * What pruning does and did, in words.
 *
 * @import { Opened, RecipeOptions, ReportStep } from "../../../client/types.js"
 * @import { Sizes } from "../../../shared/interval.js"
 */

import { withRange } from "../../../shared/interval.js";
import { percent } from "../../../shared/words.js";
import { presetOf } from "./recipe.js";

/**
 * How well the attack does, as the end of a sentence; nothing where there are no poisoned images.
 *
 * @param {string} name what to call it
 * @param {number | null} asr per cent
 */
export function attackToo(name, asr) {
  return asr === null ? "" : `, ${name} ${percent(asr)}%`;
}

/** Layers whose reasons are told one by one. */
const TOLD = 2;

/**
 * Which layers the list of layers lacks, and why; nothing where it lacks none.
 *
 * @param {Pick<Opened, "leftOut">} model
 */
export function leftOut({ leftOut }) {
  if (leftOut.length === 0) return "";
  const reasons = leftOut.slice(0, TOLD).map(({ reason }) => reason);
  const more = leftOut.length - reasons.length;
  const others = more === 0 ? "" : `; and ${more} more ${more === 1 ? "layer" : "layers"} for such reasons`;
  return `Not every layer is listed: ${reasons.join("; ")}${others}.`;
}

/** @param {number} points a threshold */
export function points(points) {
  return points === 1 ? "1 point" : `${points} points`;
}

/**
 * What is to be done to see the model that a link shows.
 *
 * @param {number} pruned how many channels it has pruned
 */
export function awaitedLine(pruned) {
  return `This link shows the model with ${pruned} ${pruned === 1 ? "channel" : "channels"} pruned: press Repair to get there.`;
}

/**
 * A model of the sweep in one line. It names its images, for the table of repaired models has figures of others.
 *
 * @param {ReportStep} step
 * @param {ReportStep} first the network as it came
 * @param {number} channels how many there are
 * @param {Sizes} sizes how many validation images there are
 */
export function figuresLine({ pruned, clean, asr }, first, channels, sizes) {
  const drop = first.clean - clean;
  const change =
    pruned === 0 || Number(percent(drop)) === 0 ? "" : ` (${drop < 0 ? "+" : "−"}${percent(Math.abs(drop))} points)`;
  const attack = asr === null ? "" : `, ASR ${withRange(asr, sizes.poisoned)}`;
  return `${pruned} of ${channels} channels pruned: clean accuracy ${withRange(clean, sizes.clean)}${change}${attack} on the validation images`;
}

/**
 * A recipe in one line, by its preset's name and by its four choices.
 *
 * @param {RecipeOptions} options
 */
export function recipeLine(options) {
  const choices = [
    options.activation === "pool" ? "activation after the pool" : "activation at the convolution",
    options.bias === "zero" ? "bias set to 0" : "bias kept",
    options.dead === "prune" ? "dead channels pruned too" : "dead channels skipped",
    options.stop === "at-least" ? "stop at a drop of at least X" : "stop at a drop of more than X",
  ];
  return `${presetOf(options) ?? "own"} recipe (${choices.join(", ")})`;
}
