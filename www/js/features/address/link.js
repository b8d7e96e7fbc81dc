/**
 * What a link to the page says after its `#`: which BadNet, what is asked of its repair, and where on the curve one
 * looks.
 *
 *     #scenario=dormant&recipe=lab&layer=conv_3&thresholds=2,4,10,30&pruned=48
 *
 * Of another defence than pruning it says what that is asked instead:
 *
 *     #scenario=dormant&defence=clp&u=1,2
 *     #scenario=dormant&defence=refit&r=0.1,0.3,1
 *
 * Anybody may write a link, so what makes no sense in it counts as not said.
 *
 * @import { DefenceId } from "../defences/index.js"
 * @import { Numbers } from "../defences/numbers.js"
 * @import { RecipeOptions } from "../../client/types.js"
 * @import { PresetName } from "../defences/pruning/recipe.js"
 * @import { State } from "../index.js"
 */

import { DEFAULT_U, readDeviations } from "../defences/clp/deviations.js";
import { DEFENCES } from "../defences/index.js";
import { CHOICES, OPTIONS, PRESETS, presetOf } from "../defences/pruning/recipe.js";
import { DEFAULT_POINTS, readThresholds } from "../defences/pruning/thresholds.js";
import { DEFAULT_RIDGES, readRidges } from "../defences/refit/ridges.js";

/**
 * @typedef {object} Link
 * @property {string | null} scenario null: the bundle's first
 * @property {DefenceId} defence
 * @property {number[]} u what CLP is asked, in ascending order
 * @property {number[]} r what a refit is asked, in ascending order
 * @property {RecipeOptions} recipe
 * @property {string | null} layer the convolution to prune; null: the model's own choice
 * @property {number[]} thresholds percentage points, in ascending order
 * @property {number | null} pruned how many channels the model has pruned that is looked at; null: as the repair leaves
 *   it
 */

/**
 * @param {string} hash of an address, `#` and all
 * @returns {Link}
 */
export function readLink(hash) {
  const named = new URLSearchParams(hash.replace(/^#/u, ""));
  const defence = named.get("defence") ?? "";
  const pruned = named.get("pruned") ?? "";
  return {
    scenario: named.get("scenario") || null,
    defence: Object.hasOwn(DEFENCES, defence) ? /** @type {DefenceId} */ (defence) : "pruning",
    u: numbersOr(DEFAULT_U, readDeviations(named.get("u") ?? "")),
    r: numbersOr(DEFAULT_RIDGES, readRidges(named.get("r") ?? "")),
    recipe: readRecipe(named.get("recipe") ?? ""),
    layer: named.get("layer") || null,
    thresholds: numbersOr(DEFAULT_POINTS, readThresholds(named.get("thresholds") ?? "")),
    pruned: /^\d{1,6}$/u.test(pruned) ? Number(pruned) : null,
  };
}

/**
 * The link to what the page shows.
 *
 * @param {State} state
 * @returns {string | null} null where none leads back: something is still opening, or files are the user's own
 */
export function linkTo(state) {
  const { model, opening, scenario, userModel } = state;
  if (model === null || opening !== null || userModel !== null || scenario === null) return null;
  return `#${Object.entries({ scenario, ...asked(state) })
    .map(([name, value]) => `${name}=${readable(value)}`)
    .join("&")}`;
}

/**
 * @param {State} state
 * @returns {Record<string, string>}
 */
function asked(state) {
  switch (state.defence) {
    case "pruning":
      return ofPruning(state);
    case "clp":
      return { defence: "clp", ...listed("u", state.clp.deviations) };
    case "refit":
      return { defence: "refit", ...listed("r", state.refit.ridges) };
  }
}

/**
 * @param {State} state
 * @returns {Record<string, string>}
 */
function ofPruning({ pruned, pruning: { convolution, recipe, thresholds } }) {
  return {
    recipe: presetOf(recipe) ?? OPTIONS.map((option) => recipe[option]).join(","),
    layer: convolution,
    ...listed("thresholds", thresholds),
    ...(pruned === null ? {} : { pruned: String(pruned) }),
  };
}

/**
 * @param {string} name
 * @param {Numbers} numbers
 * @returns {Record<string, string>} nothing where they cannot be read: they are being typed
 */
function listed(name, numbers) {
  return "problem" in numbers ? {} : { [name]: numbers.numbers.join(",") };
}

/**
 * @param {number[]} usual
 * @param {Numbers} read
 */
function numbersOr(usual, read) {
  return "problem" in read ? usual : read.numbers;
}

/**
 * Whether two links show the same network pruned in the same way, so that no step back lies between them.
 *
 * @param {string} a
 * @param {string} b
 */
export function sameRepair(a, b) {
  const [one, other] = [readLink(a), readLink(b)];
  return (
    one.scenario === other.scenario &&
    one.defence === other.defence &&
    one.layer === other.layer &&
    OPTIONS.every((option) => one.recipe[option] === other.recipe[option])
  );
}

/**
 * A preset's name, or the four choices.
 *
 * @param {string} text
 * @returns {RecipeOptions}
 */
function readRecipe(text) {
  if (Object.hasOwn(PRESETS, text)) return PRESETS[/** @type {PresetName} */ (text)];
  const words = text.split(",");
  const known =
    words.length === OPTIONS.length &&
    OPTIONS.every((option, i) => /** @type {readonly string[]} */ (CHOICES[option]).includes(words[i] ?? ""));
  if (!known) return PRESETS.lab;
  const [activation, bias, dead, stop] = /** @type {any[]} */ (words);
  return { activation, bias, dead, stop };
}

/**
 * Escaped where an address needs it; commas and slashes may stay after a `#`.
 *
 * @param {string} value
 */
function readable(value) {
  return encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%2F", "/");
}
