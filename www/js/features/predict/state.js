/**
 * Pictures of the user's own, and what the networks say of them.
 *
 * @import { Handlers, Reactions } from "../../app/state.js"
 * @import { Predicted } from "../../client/protocol.js"
 * @import { Pictures } from "./pictures.js"
 */

import { without } from "../notices/state.js";
import { answered, askAgain, choosePictures, withoutRepaired, withRepaired } from "./pictures.js";

/**
 * @typedef {object} PredictState
 * @property {Pictures | null} pictures those that people show to the networks, if any
 */

/** @type {PredictState} */
export const initial = { pictures: null };

/**
 * @typedef {{ type: "pictures", files: File[] }
 *   | { type: "pictures-away" }
 *   | { type: "predict-threshold", threshold: number | null }
 *   | { type: "predicted", asked: Pictures, predictions: Predicted[] }} PredictAction
 */

/** @type {Handlers<PredictAction>} */
export const handlers = {
  pictures: (state, { files }) => ({
    ...state,
    pictures: choosePictures(state.pictures, state.run, files),
    problems: without(state, "predict"),
  }),
  "pictures-away": (state) => ({ ...state, pictures: null, problems: without(state, "predict") }),
  "predict-threshold": (state, { threshold }) => {
    if (state.pictures === null) return state;
    return {
      ...state,
      pictures: { ...state.pictures, threshold, predictions: null },
      problems: without(state, "predict"),
    };
  },
  predicted: (state, { asked, predictions }) => {
    const pictures = answered(state.pictures, asked, predictions);
    if (pictures === state.pictures) return state;
    const many = predictions.length === 1 ? "1 picture" : `${predictions.length} pictures`;
    return { ...state, pictures, milestone: `The networks have answered for ${many}.` };
  },
};

/** @type {Reactions} */
export const reactions = {
  opened: (state) => ({ ...state, pictures: askAgain(state.pictures), problems: without(state, "predict") }),
  "repair-started": (state) =>
    state.pictures === null ? state : { ...state, pictures: withoutRepaired(state.pictures) },
  "result-cached": (state) =>
    state.pictures === null ? state : { ...state, pictures: withoutRepaired(state.pictures) },
  "repair-done": (state, { run }) =>
    state.run?.number === run ? { ...state, pictures: withRepaired(state.pictures, state.run) } : state,
};
