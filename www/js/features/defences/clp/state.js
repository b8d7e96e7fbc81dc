/**
 * What the next repair by CLP is asked to do.
 *
 * @import { Handlers, Reactions } from "../../../app/state.js"
 * @import { Deviations } from "./deviations.js"
 */

import { without } from "../../notices/state.js";
import { DEFAULT_U, readDeviations, writeDeviations } from "./deviations.js";
import { clpRun } from "./run.js";
import { outdated } from "./words.js";

/**
 * @typedef {object} ClpState
 * @property {{ deviations: Deviations }} clp
 */

/** @type {ClpState} */
export const initial = { clp: { deviations: readDeviations(writeDeviations(DEFAULT_U)) } };

/** @typedef {{ type: "deviations", text: string }} ClpAction */

/** @type {Handlers<ClpAction>} */
export const handlers = {
  deviations(state, { text }) {
    const next = { ...state, clp: { deviations: readDeviations(text) }, problems: without(state, "deviations") };
    const run = clpRun(state.run);
    const now = outdated(run, next);
    return now === outdated(run, state) ? next : { ...next, milestone: now };
  },
};

/** @type {Reactions} */
export const reactions = {
  linked: (state, { link: { u } }) => ({
    ...state,
    clp: { deviations: readDeviations(writeDeviations(u)) },
    problems: without(state, "deviations"),
  }),
  "repair-started": (state) => (state.model === null ? state : { ...state, problems: without(state, "deviations") }),
};
