/**
 * Whether a result is still that of the settings.
 *
 * @import { PruningRun } from "./run.js"
 * @import { PruningSettings } from "./state.js"
 */

import { writeNumbers } from "../numbers.js";
import { OPTIONS, presetOf } from "./recipe.js";

/**
 * Where the settings ask for something else than a repair that has ended was asked: what it was, and what the button
 * gives now.
 *
 * @param {PruningRun | null} run
 * @param {PruningSettings} settings
 * @returns {string} a sentence; empty where they ask for the same
 */
export function outdated(run, settings) {
  if (run === null || run.status === "running" || run.status === "cancelling") return "";
  const { asked } = run;
  // What cannot be read is being typed.
  const points = "problem" in settings.thresholds ? asked.thresholds : settings.thresholds.numbers;
  /** @type {[was: string, is: string][]} */
  const changed = [];
  if (OPTIONS.some((option) => asked.recipe[option] !== settings.recipe[option])) {
    const [was, is] = [presetOf(asked.recipe), presetOf(settings.recipe)];
    changed.push([was === null ? "other choices" : `recipe ${was}`, is === null ? "your choices" : `recipe ${is}`]);
  }
  if (asked.convolution !== settings.convolution)
    changed.push([`layer ${asked.convolution}`, `layer ${settings.convolution}`]);
  const [was, is] = [writeNumbers(asked.thresholds), writeNumbers(points)];
  if (was !== is) changed.push([`thresholds ${was}`, `thresholds ${is}`]);
  if (changed.length === 0) return "";
  const both = [0, 1].map((side) => changed.map((pair) => pair[side]).join(" and "));
  return `This is the result of ${both[0]}; press Repair for ${both[1]}.`;
}
