/**
 * Pictures of the user's own, and what the networks say of them.
 *
 * @import { Predicted } from "../protocol.js"
 * @import { Handlers } from "../state.js"
 * @import { Trial } from "../trial.js"
 */

import { answered, tryPictures } from "../trial.js";
import { pictures } from "../words.js";
import { without } from "./problems.js";

/**
 * @typedef {{ type: "pictures", files: File[] }
 *   | { type: "pictures-away" }
 *   | { type: "try-threshold", threshold: number | null }
 *   | { type: "predicted", asked: Trial, answers: Predicted[] }} TryingAction
 */

/** @type {Handlers<TryingAction>} */
export const trying = {
  pictures: (state, { files }) => ({ ...state, trial: tryPictures(state.trial, state.run, files), problems: without(state, "predict") }),
  "pictures-away": (state) => ({ ...state, trial: null, problems: without(state, "predict") }),
  "try-threshold": (state, { threshold }) => (state.trial === null ? state : { ...state, trial: { ...state.trial, threshold, answers: null }, problems: without(state, "predict") }),
  predicted: (state, { asked, answers }) => {
    const trial = answered(state.trial, asked, answers);
    return trial === state.trial ? state : { ...state, trial, milestone: `The networks have answered for ${pictures(answers.length)}.` };
  },
};
