/**
 * Pictures of the user's own, and what the networks say of them.
 *
 * @import { Predicted } from "../../client/protocol.js"
 * @import { Handlers } from "../../app/state.js"
 * @import { Trial } from "./pictures.js"
 */

import { answered, tryPictures } from "./pictures.js";
import { pictures } from "../../shared/words.js";
import { without } from "../notices/state.js";

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
