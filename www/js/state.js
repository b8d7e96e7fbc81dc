/**
 * Everything the page shows, and the one function that changes it. No DOM here: tests run it without a browser.
 *
 * @import { EngineChoice, EngineInfo, Face, FileContents, LoadingEvent, Opened, RecipeOptions, RepairEvent, RepairReport } from "../../crate/web/src/types.js"
 * @import { Link } from "./link.js"
 * @import { PresetName } from "./recipe.js"
 * @import { Brought, Role } from "./roles.js"
 * @import { Kept } from "./kept.js"
 * @import { Asked, Run } from "./run.js"
 */

import { PRESETS } from "./recipe.js";
import { assign, bring, looked, useless } from "./roles.js";
import { cancelling, endRun, isRunning, keptRun, listen, runAgain, startRun } from "./run.js";
import { DEFAULT_THRESHOLDS } from "./thresholds.js";
import { count, sentence } from "./words.js";

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
 * @typedef {"page" | "thresholds" | "repair" | "own" | "results"} Place
 */

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
 * @property {Settings} settings
 * @property {Run | null} run the repair that is running, or the last one of the open model
 * @property {number} runs how many repairs were started, so that late news of an old one is told from the new one's
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
    settings: { recipe: PRESETS.lab, thresholds: DEFAULT_THRESHOLDS, convolution: "", engine: "auto" },
    run: null,
    runs: 0,
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
      return { ...state, faces: action.faces };
    case "glasses":
      return { ...state, glasses: action.on };
    case "preset":
      return set(state, { recipe: PRESETS[action.name] });
    case "recipe":
      return set(state, { recipe: { ...state.settings.recipe, ...action.options } });
    case "thresholds":
      return { ...set(state, { thresholds: action.text }), problems: without(state, "thresholds") };
    case "convolution":
      return set(state, { convolution: action.name });
    case "engine":
      return set(state, { engine: action.choice });
    case "recalled": {
      const runs = state.runs + 1;
      return { ...state, run: keptRun(runs, action.asked, action.kept), runs, milestone: "The result of an earlier visit is shown." };
    }
    case "repair-started":
      return repairStarted(state, action.thresholds);
    case "repair-again":
      return state.run === null || isRunning(state.run) ? state : { ...state, run: runAgain(state.run), problems: without(state, "results") };
    case "repair-event":
      return repairEvent(state, action.run, action.event);
    case "repair-cancelling":
      return state.run === null ? state : { ...state, run: cancelling(state.run) };
    case "repair-done":
      return ended(state, action.run, { status: "done", ...action.report }, "The repair is done. The table of repaired models is filled.");
    case "repair-cancelled":
      return ended(state, action.run, { status: "cancelled" }, "The repair was cancelled.");
    case "repair-failed": {
      const next = ended(state, action.run, { status: "failed" }, "");
      if (next === state) return state;
      return problem(next, "repair", `The repair stopped. ${sentence(action.message)}`);
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
function linked(state, { recipe, layer, thresholds }) {
  const convolution = layer ?? state.model?.convolution ?? "";
  return { ...set(state, { recipe, thresholds, convolution }), problems: without(state, "thresholds") };
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
    run: null,
    engine: model.engine,
    problems: without(state, "page", "own", "repair", "results"),
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
  return { ...state, run, runs, engine: model.engine, problems: without(state, "thresholds", "repair", "results"), milestone: "The repair has started." };
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
