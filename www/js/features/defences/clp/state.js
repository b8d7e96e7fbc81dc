/**
 * What the next repair by CLP is asked to do.
 *
 * @import { Handlers, Reactions } from "../../../app/state.js"
 * @import { Numbers } from "../numbers.js"
 */

import { without } from "../../notices/state.js";
import { asTyped } from "../numbers.js";
import { settingsChanged } from "../outdated.js";
import { DEFAULT_U, readDeviations } from "./deviations.js";
import { clpRun } from "./run.js";
import { outdated } from "./words.js";

/**
 * @typedef {object} ClpState
 * @property {{ deviations: Numbers }} clp
 */

/** @type {ClpState} */
export const initial = { clp: { deviations: asTyped(DEFAULT_U) } };

/** @typedef {{ type: "deviations", text: string }} ClpAction */

/** @type {Handlers<ClpAction>} */
export const handlers = {
  deviations(state, { text }) {
    const next = { ...state, clp: { deviations: readDeviations(text) }, problems: without(state, "deviations") };
    return settingsChanged(state, next, (state) => outdated(clpRun(state.run), state));
  },
};

/** @type {Reactions} */
export const reactions = {
  linked: (state, { link: { u } }) => ({
    ...state,
    clp: { deviations: asTyped(u) },
    problems: without(state, "deviations"),
  }),
  "repair-started": (state) => (state.model === null ? state : { ...state, problems: without(state, "deviations") }),
};
