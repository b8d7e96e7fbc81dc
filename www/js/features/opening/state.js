/**
 * A model and its images come, and take the place of those before.
 *
 * @import { LoadingEvent, Opened } from "../../client/types.js"
 * @import { Handlers, State } from "../../app/state.js"
 */

import { askAnew } from "../predict/pictures.js";
import { count, sentence } from "../../shared/words.js";
import { problem, without } from "../notices/state.js";

/**
 * A model and its images on their way.
 * @typedef {object} Opening
 * @property {string | null} own the name of the user's file; null for the bundle's model
 * @property {Record<string, { done: number, total: number | null }>} files bytes by file
 */

/**
 * @typedef {{ type: "open-started", own: string | null }
 *   | { type: "loading", event: LoadingEvent }
 *   | { type: "opened", model: Opened, own: string | null, wanted?: string }
 *   | { type: "open-failed", message: string }
 *   | { type: "open-cancelled" }} OpeningAction
 */

/** @type {Handlers<OpeningAction>} */
export const opening = {
  "open-started": (state, { own }) => ({ ...state, opening: { own, files: {} }, problems: without(state, "page", "own") }),
  loading: (state, { event: { file, done, total } }) => {
    if (state.opening === null) return state;
    return { ...state, opening: { ...state.opening, files: { ...state.opening.files, [file]: { done, total } } } };
  },
  opened,
  "open-failed": failed,
  "open-cancelled": (state) => ({ ...state, opening: null }),
};

/**
 * What belongs to the model that was open before goes with it.
 *
 * @param {State} state
 * @param {{ model: Opened, own: string | null, wanted?: string }} action the scenario that a link wanted may be another
 * @returns {State}
 */
function opened(state, { model, own, wanted }) {
  const lost = wanted !== undefined && wanted !== model.scenario;
  const cleared = without(state, "page", "own", "repair", "answers", "channel", "results", "predict");
  const known = model.convolutions.some(({ name }) => name === state.settings.convolution);
  // Before the first model, a link may have chosen.
  const same = known && (state.model === null || state.model.convolution === model.convolution);
  return {
    ...state,
    opening: null,
    model,
    own,
    scenario: model.scenario ?? state.scenario,
    faces: [],
    settings: { ...state.settings, convolution: same ? state.settings.convolution : model.convolution },
    turned: [],
    seen: [],
    run: null,
    pruned: null,
    answers: null,
    channel: null,
    excitement: null,
    view: null,
    trial: askAnew(state.trial),
    engine: model.engine,
    problems: lost ? { ...cleared, page: notHere(wanted, model) } : cleared,
    milestone:
      own === null
        ? `The BadNet and ${count(model.images.validation + model.images.test)} faces are loaded.`
        : [`Your model ${own} is loaded.`, ...model.notes.map(sentence)].join(" "),
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
  const own = state.opening?.own ?? null;
  const next = { ...state, opening: null };
  const still = state.model === null ? "" : ` The page goes on with ${state.own ?? "the bundle’s BadNet"}.`;
  if (own === null) return problem(next, "page", `goodnet could not load its model. ${sentence(message)}${still}`);
  return problem(next, "own", `${own} was not opened. ${sentence(message)}${still}`);
}
