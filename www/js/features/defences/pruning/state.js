/**
 * What the next pruning is asked to do, and which of the last one's models people look at.
 *
 * @import { Handlers, Reactions } from "../../../app/state.js"
 * @import { State } from "../../index.js"
 * @import { Answers, RecipeOptions } from "../../../client/types.js"
 * @import { Link } from "../../address/link.js"
 * @import { Numbers } from "../numbers.js"
 * @import { PresetName } from "./recipe.js"
 */

import { without } from "../../notices/state.js";
import { asTyped } from "../numbers.js";
import { settingsChanged } from "../outdated.js";
import { outdated } from "./outdated.js";
import { PRESETS } from "./recipe.js";
import { pruningRun } from "./run.js";
import { DEFAULT_POINTS, readThresholds } from "./thresholds.js";
import { within } from "./viewed-model.js";

/**
 * @typedef {object} PruningSettings
 * @property {RecipeOptions} recipe
 * @property {Numbers} thresholds
 * @property {string} convolution
 */

/**
 * @typedef {object} PruningState
 * @property {PruningSettings} pruning
 * @property {number | null} pruned how many channels the model has pruned that people look at; null follows the sweep
 * @property {Answers[][] | null} facePredictions what every model of the run, from none pruned to all, says of the
 *   faces, once that is known
 */

/** @type {PruningState} */
export const initial = {
  pruning: { recipe: PRESETS.lab, thresholds: asTyped(DEFAULT_POINTS), convolution: "" },
  pruned: null,
  facePredictions: null,
};

/**
 * @typedef {{ type: "linked", link: Link }
 *   | { type: "preset", name: PresetName }
 *   | { type: "recipe", options: Partial<RecipeOptions> }
 *   | { type: "thresholds", text: string }
 *   | { type: "convolution", name: string }
 *   | { type: "pruned", pruned: number | null }
 *   | { type: "face-predictions", run: number, predictions: Answers[][] }} PruningAction
 */

/** @type {Handlers<PruningAction>} */
export const handlers = {
  // Its scenario is another matter, for that has to be opened.
  linked: (state, { link: { recipe, layer, thresholds, pruned } }) => {
    const convolution = layer ?? state.model?.convolution ?? "";
    const next = set(state, { recipe, thresholds: asTyped(thresholds), convolution });
    return { ...next, pruned: within(pruningRun(state.run)?.prunable, pruned), problems: without(state, "thresholds") };
  },
  preset: (state, { name }) => set(state, { recipe: PRESETS[name] }),
  recipe: (state, { options }) => set(state, { recipe: { ...state.pruning.recipe, ...options } }),
  thresholds: (state, { text }) => ({
    ...set(state, { thresholds: readThresholds(text) }),
    problems: without(state, "thresholds"),
  }),
  convolution: (state, { name }) => set(state, { convolution: name }),
  pruned: (state, { pruned }) => ({ ...state, pruned: within(pruningRun(state.run)?.prunable, pruned) }),
  "face-predictions": (state, { run, predictions }) =>
    state.run?.number === run ? { ...state, facePredictions: predictions } : state,
};

/** @type {Reactions} */
export const reactions = {
  opened: (state, { model }) => {
    const known = model.convolutions.some(({ name }) => name === state.pruning.convolution);
    // Before the first model, a link may have chosen.
    const same = known && (state.model === null || state.model.convolution === model.convolution);
    const convolution = same ? state.pruning.convolution : model.convolution;
    return {
      ...state,
      pruning: { ...state.pruning, convolution },
      pruned: null,
      facePredictions: null,
      problems: without(state, "answers"),
    };
  },
  faces: (state) => ({ ...state, facePredictions: null }),
  "repair-started": (state, { asked }) => {
    if (state.model === null) return state;
    // A number that was chosen before there was anything to look at, by a link, say, is still wanted; one of the last
    // run is not.
    const pruned = state.run === null && asked.defence === "pruning" ? within(asked.channels, state.pruned) : null;
    return { ...state, pruned, facePredictions: null, problems: without(state, "thresholds", "answers") };
  },
  "result-cached": (state, { asked }) => ({
    ...state,
    pruned: asked.defence === "pruning" ? within(asked.channels, state.pruned) : null,
    facePredictions: null,
    problems: without(state, "answers"),
  }),
};

/**
 * @param {State} state
 * @param {Partial<PruningSettings>} settings
 * @returns {State}
 */
function set(state, settings) {
  const next = { ...state, pruning: { ...state.pruning, ...settings } };
  return settingsChanged(state, next, ({ pruning, run }) => outdated(pruningRun(run), pruning));
}
