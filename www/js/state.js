/**
 * Everything the page shows, and the one function that changes it. No DOM here: tests run it without a browser.
 *
 * @import { Answers, ChannelView, EngineChoice, EngineInfo, Excitement, Face, FileContents, LoadingEvent, Opened, RecipeOptions, RepairEvent, RepairReport } from "../../crate/web/src/types.js"
 * @import { Kept } from "./kept.js"
 * @import { Link } from "./link.js"
 * @import { Predicted } from "./protocol.js"
 * @import { PresetName } from "./recipe.js"
 * @import { Brought, Role } from "./roles.js"
 * @import { Asked, Run } from "./run.js"
 * @import { Trial } from "./trial.js"
 */

import { PRESETS } from "./recipe.js";
import { assign, bring, looked, useless } from "./roles.js";
import { cancelling, endRun, isRunning, keptRun, listen, runAgain, startRun } from "./run.js";
import { turned, within } from "./scrub.js";
import { DEFAULT_THRESHOLDS } from "./thresholds.js";
import { answered, askAnew, tryPictures, withRepaired, withoutRepaired } from "./trial.js";
import { count, pictures, sentence } from "./words.js";

/**
 * A model and its images on their way.
 * @typedef {object} Opening
 * @property {string | null} own the name of the user's file; null for the bundle's model
 * @property {Record<string, { done: number, total: number | null }>} files bytes by file
 */

/**
 * What the next repair is asked to do.
 * @typedef {object} Settings
 * @property {RecipeOptions} recipe
 * @property {string} thresholds as typed
 * @property {string} convolution
 * @property {EngineChoice} engine
 */

/**
 * Where a problem is shown: where it concerns people.
 * @typedef {"page" | "thresholds" | "repair" | "channel" | "own" | "results" | "predict"} Place
 */

/** @typedef {"activation" | "change"} Tint how active clean faces make a channel, or what the trigger changes about that */

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
 *   | { type: "linked", link: Link }
 *   | { type: "open-started", own: string | null }
 *   | { type: "loading", event: LoadingEvent }
 *   | { type: "opened", model: Opened, own: string | null }
 *   | { type: "open-failed", message: string }
 *   | { type: "open-cancelled" }
 *   | { type: "brought", files: File[] }
 *   | { type: "role", index: number, role: Role | null }
 *   | { type: "put-back", index: number }
 *   | { type: "looked", file: File, contents: FileContents }
 *   | { type: "useless", file: File, message: string }
 *   | { type: "white", white: 255 | 1 | null }
 *   | { type: "undo" }
 *   | { type: "faces", faces: Face[] }
 *   | { type: "glasses", on: boolean }
 *   | { type: "turn", face: number }
 *   | { type: "pruned", pruned: number | null }
 *   | { type: "answers", run: number, answers: Answers[][] }
 *   | { type: "channel", channel: number | null }
 *   | { type: "excitement", model: Opened, excitement: Excitement }
 *   | { type: "view", model: Opened, view: ChannelView }
 *   | { type: "tint", tint: Tint }
 *   | { type: "preset", name: PresetName }
 *   | { type: "recipe", options: Partial<RecipeOptions> }
 *   | { type: "thresholds", text: string }
 *   | { type: "convolution", name: string }
 *   | { type: "engine", choice: EngineChoice }
 *   | { type: "recalled", asked: Asked, kept: Kept }
 *   | { type: "repair-started", thresholds: number[] }
 *   | { type: "repair-again" }
 *   | { type: "repair-event", run: number, event: RepairEvent }
 *   | { type: "repair-cancelling" }
 *   | { type: "repair-done", run: number, report: RepairReport }
 *   | { type: "repair-cancelled", run: number }
 *   | { type: "repair-failed", run: number, message: string }
 *   | { type: "pictures", files: File[] }
 *   | { type: "pictures-away" }
 *   | { type: "try-threshold", threshold: number | null }
 *   | { type: "predicted", asked: Trial, answers: Predicted[] }
 *   | { type: "problem", place: Place, text: string }} Action
 */

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
  switch (action.type) {
    case "unsupported":
      return { ...state, unsupported: action.reason };
    case "linked":
      return linked(state, action.link);
    case "open-started":
      return { ...state, opening: { own: action.own, files: {} }, problems: without(state, "page", "own") };
    case "loading": {
      if (state.opening === null) return state;
      const { file, done, total } = action.event;
      return { ...state, opening: { ...state.opening, files: { ...state.opening.files, [file]: { done, total } } } };
    }
    case "opened":
      return opened(state, action.model, action.own);
    case "open-failed":
      return openFailed(state, action.message);
    case "open-cancelled":
      return { ...state, opening: null };
    case "brought":
      return { ...state, brought: bring(state.brought, action.files), undo: state.brought, problems: without(state, "own") };
    case "role":
      return { ...state, brought: assign(state.brought, action.index, action.role), undo: null };
    case "put-back":
      return { ...state, brought: state.brought.filter((_, index) => index !== action.index), undo: state.brought };
    case "looked":
      return { ...state, brought: looked(state.brought, action.file, action.contents) };
    case "useless":
      return { ...state, brought: useless(state.brought, action.file, sentence(action.message)) };
    case "white":
      return { ...state, white: action.white };
    case "undo":
      return state.undo === null ? state : { ...state, brought: state.undo, undo: null, problems: without(state, "own") };
    case "faces":
      return { ...state, faces: action.faces, turned: [], answers: null };
    case "glasses":
      return { ...state, glasses: action.on, turned: [] };
    case "turn":
      return { ...state, ...turned(state, action.face) };
    case "pruned":
      return { ...state, pruned: within(state.run, action.pruned) };
    case "answers":
      return state.run?.number === action.run ? { ...state, answers: action.answers } : state;
    case "channel":
      return { ...state, channel: action.channel, problems: without(state, "channel") };
    case "excitement":
      return state.model === action.model ? { ...state, excitement: action.excitement } : state;
    case "view":
      return state.model === action.model ? { ...state, view: action.view } : state;
    case "tint":
      return { ...state, tint: action.tint };
    case "preset":
      return set(state, { recipe: PRESETS[action.name] });
    case "recipe":
      return set(state, { recipe: { ...state.settings.recipe, ...action.options } });
    case "thresholds":
      return { ...set(state, { thresholds: action.text }), problems: without(state, "thresholds") };
    case "convolution":
      return { ...set(state, { convolution: action.name }), channel: null };
    case "engine":
      return set(state, { engine: action.choice });
    case "recalled": {
      const runs = state.runs + 1;
      const run = keptRun(runs, action.asked, action.kept);
      return { ...state, run, runs, pruned: within(run, state.pruned), answers: null, trial: withoutRepaired(state.trial), milestone: "The result of an earlier visit is shown." };
    }
    case "repair-started":
      return repairStarted(state, action.thresholds);
    case "repair-again":
      return state.run === null || isRunning(state.run) ? state : { ...state, run: runAgain(state.run), problems: without(state, "results") };
    case "repair-event":
      return repairEvent(state, action.run, action.event);
    case "repair-cancelling":
      return state.run === null ? state : { ...state, run: cancelling(state.run) };
    case "repair-done": {
      const next = ended(state, action.run, { status: "done", ...action.report }, "The repair is done. The table of repaired models is filled.");
      return next === state ? state : { ...next, trial: withRepaired(next.trial, next.run) };
    }
    case "repair-cancelled":
      return ended(state, action.run, { status: "cancelled" }, "The repair was cancelled.");
    case "repair-failed": {
      const next = ended(state, action.run, { status: "failed" }, "");
      if (next === state) return state;
      return problem(next, "repair", `The repair stopped. ${sentence(action.message)}`);
    }
    case "pictures":
      return { ...state, trial: tryPictures(state.trial, state.run, action.files), problems: without(state, "predict") };
    case "pictures-away":
      return { ...state, trial: null, problems: without(state, "predict") };
    case "try-threshold":
      return state.trial === null ? state : { ...state, trial: { ...state.trial, threshold: action.threshold, answers: null }, problems: without(state, "predict") };
    case "predicted": {
      const trial = answered(state.trial, action.asked, action.answers);
      return trial === state.trial ? state : { ...state, trial, milestone: `The networks have answered for ${pictures(action.answers.length)}.` };
    }
    case "problem":
      return problem(state, action.place, sentence(action.text));
  }
}

/**
 * What a link asks of a repair; its scenario is another matter, for that has to be opened.
 *
 * @param {State} state
 * @param {Link} link
 * @returns {State}
 */
function linked(state, { recipe, layer, thresholds, pruned }) {
  const convolution = layer ?? state.model?.convolution ?? "";
  return { ...set(state, { recipe, thresholds, convolution }), pruned: within(state.run, pruned), problems: without(state, "thresholds") };
}

/**
 * What belongs to the model that was open before goes with it.
 *
 * @param {State} state
 * @param {Opened} model
 * @param {string | null} own
 * @returns {State}
 */
function opened(state, model, own) {
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
    run: null,
    pruned: null,
    answers: null,
    channel: null,
    excitement: null,
    view: null,
    trial: askAnew(state.trial),
    engine: model.engine,
    problems: without(state, "page", "own", "repair", "channel", "results", "predict"),
    milestone:
      own === null
        ? `The BadNet and ${count(model.images.validation + model.images.test)} faces are loaded.`
        : [`Your model ${own} is loaded.`, ...model.notes.map(sentence)].join(" "),
  };
}

/**
 * @param {State} state
 * @param {string} message
 * @returns {State}
 */
function openFailed(state, message) {
  const own = state.opening?.own ?? null;
  const next = { ...state, opening: null };
  const still = state.model === null ? "" : ` The page goes on with ${state.own ?? "the bundle’s BadNet"}.`;
  if (own === null) return problem(next, "page", `goodnet could not load its model. ${sentence(message)}${still}`);
  return problem(next, "own", `${own} was not opened. ${sentence(message)}${still}`);
}

/**
 * @param {State} state
 * @param {number[]} thresholds
 * @returns {State}
 */
function repairStarted(state, thresholds) {
  const { model, settings } = state;
  const channels = model?.convolutions.find(({ name }) => name === settings.convolution)?.channels;
  if (model === null || channels === undefined) return state;
  const runs = state.runs + 1;
  const run = startRun(runs, { thresholds, recipe: settings.recipe, convolution: settings.convolution, channels });
  const trial = withoutRepaired(state.trial);
  // A number that was chosen before there was anything to look at, by a link, say, is still wanted; one of the last run is not.
  const pruned = state.run === null ? within(run, state.pruned) : null;
  return { ...state, pruned, answers: null, run, runs, trial, engine: model.engine, problems: without(state, "thresholds", "repair", "results"), milestone: "The repair has started." };
}

/**
 * @param {State} state
 * @param {number} number
 * @param {RepairEvent} event
 * @returns {State}
 */
function repairEvent(state, number, event) {
  if (state.run === null || state.run.number !== number) return state;
  const run = listen(state.run, event);
  if (event.kind === "engine") {
    const changed = event.name !== state.engine?.name;
    return { ...state, run, engine: event, milestone: changed ? `The work goes on with the ${event.name} engine.` : state.milestone };
  }
  if (event.kind !== "repaired") return { ...state, run };
  const met = event.pruned === null ? "was not reached" : `is met with ${event.pruned} channels pruned`;
  return { ...state, run, milestone: `The threshold of ${event.threshold} points ${met}.` };
}

/**
 * @param {State} state
 * @param {number} number
 * @param {Parameters<typeof endRun>[1]} end
 * @param {string} milestone
 * @returns {State}
 */
function ended(state, number, end, milestone) {
  if (state.run === null || state.run.number !== number) return state;
  return { ...state, run: endRun(state.run, end), milestone };
}

/**
 * @param {State} state
 * @param {Partial<Settings>} settings
 * @returns {State}
 */
function set(state, settings) {
  return { ...state, settings: { ...state.settings, ...settings } };
}

/**
 * @param {State} state
 * @param {Place} place
 * @param {string} text
 * @returns {State}
 */
function problem(state, place, text) {
  return { ...state, problems: { ...state.problems, [place]: text } };
}

/**
 * The problems, without those of some places.
 *
 * @param {State} state
 * @param {Place[]} places
 */
function without(state, ...places) {
  const problems = { ...state.problems };
  for (const place of places) delete problems[place];
  return problems;
}
