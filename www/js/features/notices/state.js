/**
 * What went wrong, each in its place, and the milestone that a screen reader is told. Other chapters' handlers write
 * both, too.
 *
 * @import { Handlers } from "../../app/state.js"
 * @import { State } from "../index.js"
 */

import { sentence } from "../../shared/words.js";

/** Where a problem is shown: where it concerns people, in index.html's `problem-PLACE`. */
export const PLACES = /** @type {const} */ ([
  "page",
  "thresholds",
  "deviations",
  "ridges",
  "scan",
  "repair",
  "answers",
  "channel",
  "own",
  "results",
  "predict",
]);

/** @typedef {(typeof PLACES)[number]} Place */

/**
 * @typedef {{ type: "problem", place: Place, text: string }
 *   | { type: "try-again", place: Place }} NoticeAction
 */

/**
 * @typedef {object} NoticesState
 * @property {Partial<Record<Place, string>>} problems what went wrong, as sentences
 * @property {string} milestone what a screen reader is told
 */

/** @type {NoticesState} */
export const initial = { problems: {}, milestone: "" };

/** @type {Handlers<NoticeAction>} */
export const handlers = {
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
 * @param {Pick<State, "problems">} state
 * @param {Place[]} places
 */
export function without(state, ...places) {
  const problems = { ...state.problems };
  for (const place of places) delete problems[place];
  return problems;
}
