/**
 * What the next repair is asked to do.
 *
 * @import { EngineChoice, RecipeOptions } from "../../../client/types.js"
 * @import { Link } from "../../address/link.js"
 * @import { PresetName } from "./recipe.js"
 * @import { Handlers, State } from "../../../app/state.js"
 */

import { PRESETS } from "./recipe.js";
import { outdated } from "../../repair/run.js";
import { within } from "./viewed-model.js";
import { without } from "../../notices/state.js";

/**
 * @typedef {object} Settings
 * @property {RecipeOptions} recipe
 * @property {string} thresholds as typed
 * @property {string} convolution
 * @property {EngineChoice} engine
 */

/**
 * @typedef {{ type: "linked", link: Link }
 *   | { type: "preset", name: PresetName }
 *   | { type: "recipe", options: Partial<RecipeOptions> }
 *   | { type: "thresholds", text: string }
 *   | { type: "convolution", name: string }
 *   | { type: "engine", choice: EngineChoice }} SettingsAction
 */

/** @type {Handlers<SettingsAction>} */
export const settings = {
  // Its scenario is another matter, for that has to be opened.
  linked: (state, { link: { recipe, layer, thresholds, pruned } }) => {
    const convolution = layer ?? state.model?.convolution ?? "";
    return { ...set(state, { recipe, thresholds, convolution }), pruned: within(state.run, pruned), problems: without(state, "thresholds") };
  },
  preset: (state, { name }) => set(state, { recipe: PRESETS[name] }),
  recipe: (state, { options }) => set(state, { recipe: { ...state.settings.recipe, ...options } }),
  thresholds: (state, { text }) => ({ ...set(state, { thresholds: text }), problems: without(state, "thresholds") }),
  convolution: (state, { name }) => ({ ...set(state, { convolution: name }), channel: null }),
  engine: (state, { choice }) => set(state, { engine: choice }),
};

/**
 * @param {State} state
 * @param {Partial<Settings>} settings
 * @returns {State}
 */
function set(state, settings) {
  const next = { ...state, settings: { ...state.settings, ...settings } };
  // That the result on the page is another one's now is told to those who do not see it, too.
  const [before, now] = [outdated(state.run, state.settings), outdated(next.run, next.settings)];
  return now === before ? next : { ...next, milestone: now };
}
