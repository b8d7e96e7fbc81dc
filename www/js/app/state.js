/**
 * Everything the page shows, and the one function that changes it. No DOM here: tests run it without a browser. What each action does
 * is in `state/`, a chapter of the page a file.
 *
 * @import { Answers, ChannelView, EngineInfo, Excitement, Face, Opened } from "../client/types.js"
 * @import { Brought } from "../features/user-files/roles.js"
 * @import { Run } from "../features/repair/run.js"
 * @import { LookingAction, Tint } from "../features/inspector/state.js"
 * @import { Opening, OpeningAction } from "../features/opening/state.js"
 * @import { OwnAction } from "../features/user-files/state.js"
 * @import { Place, ProblemAction } from "../features/notices/state.js"
 * @import { RepairingAction } from "../features/repair/state.js"
 * @import { Settings, SettingsAction } from "../features/defences/pruning/state.js"
 * @import { TryingAction } from "../features/predict/state.js"
 * @import { Trial } from "../features/predict/pictures.js"
 */

import { PRESETS } from "../features/defences/pruning/recipe.js";
import { looking } from "../features/inspector/state.js";
import { opening } from "../features/opening/state.js";
import { own } from "../features/user-files/state.js";
import { problems } from "../features/notices/state.js";
import { repairing } from "../features/repair/state.js";
import { settings } from "../features/defences/pruning/state.js";
import { trying } from "../features/predict/state.js";
import { DEFAULT_THRESHOLDS } from "../features/defences/pruning/thresholds.js";

/**
 * @typedef {object} State
 * @property {string | null} unsupported why this browser cannot run goodnet
 * @property {Opening | null} opening
 * @property {Opened | null} model what is open; it stays while another is opening, and when that fails
 * @property {string | null} own the file name of the open model when it is the user's own
 * @property {Brought[]} brought the files that the user chose, and what each is to be used as
 * @property {255 | 1 | null} white what the user says that their network takes for a white pixel; null: that is found out
 * @property {Brought[] | null} undo the files before some came or went last; null where that cannot be undone
 * @property {string | null} scenario the bundle's BadNet that is open, or was before a model of the user's own
 * @property {Face[]} faces
 * @property {boolean} glasses whether the faces are shown with the trigger
 * @property {number[]} turned the faces, by their place, that are shown the other way
 * @property {number[]} seen the faces, by their place, that have worn the trigger: until then the page does not say what it does
 * @property {Settings} settings
 * @property {Run | null} run the repair that is running, or the last one of the open model
 * @property {number | null} pruned how many channels the model has pruned that people look at; null follows the sweep
 * @property {Answers[][] | null} answers what every model of the run, from none pruned to all, says of the faces, once that is known
 * @property {number | null} channel the one that people look into
 * @property {Excitement | null} excitement how faces excite the channels of a convolution, once somebody wants to know
 * @property {ChannelView | null} view what the channel sees, once that is known
 * @property {Tint} tint what the colours of the channels mean
 * @property {number} runs how many repairs were started, so that late news of an old one is told from the new one's
 * @property {Trial | null} trial the pictures that people try, if any
 * @property {EngineInfo | null} engine
 * @property {Partial<Record<Place, string>>} problems what went wrong, as sentences
 * @property {string} milestone what a screen reader is told
 */

/**
 * @typedef {{ type: "unsupported", reason: string }
 *   | OpeningAction | OwnAction | LookingAction | SettingsAction | RepairingAction | TryingAction | ProblemAction} Action
 */

/**
 * What each kind of action makes of a state: the same object when nothing changed.
 *
 * @template {{ type: string }} A
 * @typedef {{ [T in A["type"]]: (state: State, action: Extract<A, { type: T }>) => State }} Handlers
 */

/** @type {Handlers<Action>} */
const HANDLERS = {
  unsupported: (state, { reason }) => ({ ...state, unsupported: reason }),
  ...opening,
  ...own,
  ...looking,
  ...settings,
  ...repairing,
  ...trying,
  ...problems,
};

/** @returns {State} */
export function initialState() {
  return {
    unsupported: null,
    opening: null,
    model: null,
    own: null,
    brought: [],
    white: null,
    undo: null,
    scenario: null,
    faces: [],
    glasses: false,
    turned: [],
    seen: [],
    settings: { recipe: PRESETS.lab, thresholds: DEFAULT_THRESHOLDS, convolution: "", engine: "auto" },
    run: null,
    pruned: null,
    answers: null,
    channel: null,
    excitement: null,
    view: null,
    tint: "activation",
    runs: 0,
    trial: null,
    engine: null,
    problems: {},
    milestone: "",
  };
}

/**
 * @param {State} state
 * @param {Action} action
 * @returns {State} the same object when nothing changed
 */
export function reduce(state, action) {
  // The table has a handler for every kind, and each takes its own: tsc checks the table, but cannot follow a look into it.
  const handle = /** @type {(state: State, action: Action) => State} */ (HANDLERS[action.type]);
  return handle(state, action);
}
