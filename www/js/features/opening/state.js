/**
 * A network and its images come, and take the place of those before. What belonged to the network before goes with it:
 * see the other chapters' reactions to `opened`.
 *
 * @import { Handlers } from "../../app/state.js"
 * @import { State } from "../index.js"
 * @import { LoadingEvent, Opened } from "../../client/types.js"
 */

import { count, sentence } from "../../shared/words.js";
import { problem, without } from "../notices/state.js";

/**
 * A network and its images on their way.
 * @typedef {object} Loading
 * @property {string | null} userModel the name of the user's file; null for the bundle's network
 * @property {Record<string, { done: number, total: number | null }>} files bytes by file
 */

/**
 * @typedef {object} OpeningState
 * @property {Loading | null} opening
 * @property {Opened | null} model what is open; it stays while another is opening, and when that fails
 * @property {string | null} userModel the file name of the open network when it is the user's own
 * @property {string | null} scenario the bundle's BadNet that is open, or was before a network of the user's own
 */

/** @type {OpeningState} */
export const initial = { opening: null, model: null, userModel: null, scenario: null };

/**
 * @typedef {{ type: "open-started", userModel: string | null }
 *   | { type: "loading", event: LoadingEvent }
 *   | { type: "opened", model: Opened, userModel: string | null, wanted?: string }
 *   | { type: "open-failed", message: string }
 *   | { type: "open-cancelled" }} OpeningAction
 */

/** @type {Handlers<OpeningAction>} */
export const handlers = {
  "open-started": (state, { userModel }) => ({
    ...state,
    opening: { userModel, files: {} },
    problems: without(state, "page", "own"),
  }),
  loading: (state, { event: { file, done, total } }) => {
    if (state.opening === null) return state;
    return { ...state, opening: { ...state.opening, files: { ...state.opening.files, [file]: { done, total } } } };
  },
  opened,
  "open-failed": failed,
  "open-cancelled": (state) => ({ ...state, opening: null }),
};

/**
 * @param {State} state
 * @param {{ model: Opened, userModel: string | null, wanted?: string }} action the scenario that a link wanted may be
 *   another
 * @returns {State}
 */
function opened(state, { model, userModel, wanted }) {
  const lost = wanted !== undefined && wanted !== model.scenario;
  const problems = without(state, "page", "own");
  return {
    ...state,
    opening: null,
    model,
    userModel,
    scenario: model.scenario ?? state.scenario,
    problems: lost ? { ...problems, page: notHere(wanted, model) } : problems,
    milestone:
      userModel === null
        ? `The BadNet and ${count(model.images.validation + model.images.test)} faces are loaded.`
        : [`Your model ${userModel} is loaded.`, ...model.notes.map(sentence)].join(" "),
  };
}

/** How much of a name that a link made up is shown. */
const LONGEST = 40;

/**
 * @param {string} wanted
 * @param {Opened} model what is shown instead
 */
function notHere(wanted, { scenario, scenarios }) {
  const name = wanted.length > LONGEST ? `${wanted.slice(0, LONGEST)}…` : wanted;
  const title = scenarios.find((one) => one.name === scenario)?.title ?? "the first one";
  return sentence(`This link asks for a network that is not here (${name}); showing ${title}`);
}

/**
 * @param {State} state
 * @param {{ message: string }} action
 * @returns {State}
 */
function failed(state, { message }) {
  const userModel = state.opening?.userModel ?? null;
  const next = { ...state, opening: null };
  const still = state.model === null ? "" : ` The page goes on with ${state.userModel ?? "the bundle’s BadNet"}.`;
  if (userModel === null)
    return problem(next, "page", `goodnet could not load its model. ${sentence(message)}${still}`);
  return problem(next, "own", `${userModel} was not opened. ${sentence(message)}${still}`);
}
