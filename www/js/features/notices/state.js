/**
 * What went wrong, each in its place.
 *
 * @import { Handlers, State } from "../../app/state.js"
 */

import { sentence } from "../../shared/words.js";

/**
 * Where a problem is shown: where it concerns people.
 * @typedef {"page" | "thresholds" | "repair" | "answers" | "channel" | "own" | "results" | "predict"} Place
 */

/**
 * @typedef {{ type: "problem", place: Place, text: string }
 *   | { type: "try-again", place: Place }} ProblemAction
 */

/** @type {Handlers<ProblemAction>} */
export const problems = {
  problem: (state, { place, text }) => problem(state, place, sentence(text)),
  "try-again": (state, { place }) => ({ ...state, problems: without(state, place) }),
};

/**
 * @param {State} state
 * @param {Place} place
 * @param {string} text
 * @returns {State}
 */
export function problem(state, place, text) {
  return { ...state, problems: { ...state.problems, [place]: text } };
}

/**
 * The problems, without those of some places.
 *
 * @param {State} state
 * @param {Place[]} places
 */
export function without(state, ...places) {
  const problems = { ...state.problems };
  for (const place of places) delete problems[place];
  return problems;
}
