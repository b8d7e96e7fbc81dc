/**
 * What the next refit is asked to do.
 *
 * @import { Handlers, Reactions } from "../../../app/state.js"
 * @import { Numbers } from "../numbers.js"
 */

import { without } from "../../notices/state.js";
import { asTyped } from "../numbers.js";
import { settingsChanged } from "../outdated.js";
import { DEFAULT_RIDGES, readRidges } from "./ridges.js";
import { refitRun } from "./run.js";
import { outdated } from "./words.js";

/**
 * @typedef {object} RefitState
 * @property {{ ridges: Numbers }} refit
 */

/** @type {RefitState} */
export const initial = { refit: { ridges: asTyped(DEFAULT_RIDGES) } };

/** @typedef {{ type: "ridges", text: string }} RefitAction */

/** @type {Handlers<RefitAction>} */
export const handlers = {
  ridges(state, { text }) {
    const next = { ...state, refit: { ridges: readRidges(text) }, problems: without(state, "ridges") };
    return settingsChanged(state, next, (state) => outdated(refitRun(state.run), state));
  },
};

/** @type {Reactions} */
export const reactions = {
  linked: (state, { link: { r } }) => ({
    ...state,
    refit: { ridges: asTyped(r) },
    problems: without(state, "ridges"),
  }),
  "repair-started": (state) => (state.model === null ? state : { ...state, problems: without(state, "ridges") }),
};
