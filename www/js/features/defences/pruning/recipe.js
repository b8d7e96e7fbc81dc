/**
 * The recipes: two presets over four independent choices.
 *
 * @import { Recipe, RecipeOptions } from "../../../client/types.js"
 */

/** @typedef {"lab" | "report"} PresetName */

/** @type {Record<PresetName, RecipeOptions>} */
export const PRESETS = {
  lab: { activation: "pool", bias: "zero", dead: "prune", stop: "at-least" },
  report: { activation: "conv", bias: "keep", dead: "skip", stop: "more-than" },
};

/** What each choice is between. @satisfies {{ [option in keyof RecipeOptions]: readonly RecipeOptions[option][] }} */
export const CHOICES = /** @type {const} */ ({
  activation: ["pool", "conv"],
  bias: ["zero", "keep"],
  dead: ["prune", "skip"],
  stop: ["at-least", "more-than"],
});

/** The four choices in their order. */
export const OPTIONS = /** @type {(keyof RecipeOptions)[]} */ (Object.keys(CHOICES));

/**
 * The preset with exactly these choices.
 *
 * @param {RecipeOptions} options
 * @returns {PresetName | null} null when they are nobody's
 */
export function presetOf(options) {
  const names = /** @type {PresetName[]} */ (Object.keys(PRESETS));
  return names.find((name) => sameOptions(PRESETS[name], options)) ?? null;
}

/**
 * What the worker is asked for: a preset by its name where there is one.
 *
 * @param {RecipeOptions} options
 * @returns {Recipe}
 */
export function asRecipe(options) {
  return presetOf(options) ?? options;
}

/**
 * @param {RecipeOptions} a
 * @param {RecipeOptions} b
 */
function sameOptions(a, b) {
  return a.activation === b.activation && a.bias === b.bias && a.dead === b.dead && a.stop === b.stop;
}
