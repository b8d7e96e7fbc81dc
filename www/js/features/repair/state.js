/**
 * A repair from its start to its end, or the result of an earlier visit.
 *
 * @import { RepairEvent, RepairReport } from "../../client/types.js"
 * @import { Kept } from "./result-store.js"
 * @import { Asked } from "./run.js"
 * @import { Handlers, State } from "../../app/state.js"
 */

import { cancelling, endRun, isRunning, keptRun, listen, runAgain, startRun } from "./run.js";
import { within } from "../defences/pruning/viewed-model.js";
import { withRepaired, withoutRepaired } from "../predict/pictures.js";
import { headline } from "../defences/pruning/verdict.js";
import { sentence } from "../../shared/words.js";
import { problem, without } from "../notices/state.js";

/**
 * @typedef {{ type: "recalled", asked: Asked, kept: Kept }
 *   | { type: "repair-started", thresholds: number[] }
 *   | { type: "repair-again" }
 *   | { type: "repair-event", run: number, event: RepairEvent }
 *   | { type: "repair-cancelling" }
 *   | { type: "repair-done", run: number, report: RepairReport }
 *   | { type: "repair-cancelled", run: number }
 *   | { type: "repair-failed", run: number, message: string }} RepairingAction
 */

/** @type {Handlers<RepairingAction>} */
export const repairing = {
  recalled: (state, { asked, kept }) => {
    const runs = state.runs + 1;
    const run = keptRun(runs, asked, kept);
    const [trial, problems] = [withoutRepaired(state.trial), without(state, "answers")];
    return { ...state, run, runs, pruned: within(run, state.pruned), answers: null, trial, problems, milestone: "The result of an earlier visit is shown." };
  },
  "repair-started": started,
  "repair-again": (state) => (state.run === null || isRunning(state.run) ? state : { ...state, run: runAgain(state.run), problems: without(state, "results") }),
  "repair-event": heard,
  "repair-cancelling": (state) => (state.run === null ? state : { ...state, run: cancelling(state.run) }),
  "repair-done": (state, { run, report }) => {
    const next = ended(state, run, { status: "done", ...report }, "The repair is done.");
    if (next === state || next.run === null || next.model === null) return next;
    return { ...next, milestone: `The repair is done. ${headline(next.run, next.model)}`, trial: withRepaired(next.trial, next.run) };
  },
  "repair-cancelled": (state, { run }) => ended(state, run, { status: "cancelled" }, "The repair was cancelled."),
  "repair-failed": (state, { run, message }) => {
    const next = ended(state, run, { status: "failed" }, "");
    return next === state ? state : problem(next, "repair", `The repair stopped. ${sentence(message)}`);
  },
};

/**
 * @param {State} state
 * @param {{ thresholds: number[] }} action
 * @returns {State}
 */
function started(state, { thresholds }) {
  const { model, settings } = state;
  const channels = model?.convolutions.find(({ name }) => name === settings.convolution)?.channels;
  if (model === null || channels === undefined) return state;
  const runs = state.runs + 1;
  const run = startRun(runs, { thresholds, recipe: settings.recipe, convolution: settings.convolution, channels });
  const trial = withoutRepaired(state.trial);
  // A number that was chosen before there was anything to look at, by a link, say, is still wanted; one of the last run is not.
  const pruned = state.run === null ? within(run, state.pruned) : null;
  return { ...state, pruned, answers: null, run, runs, trial, engine: model.engine, problems: without(state, "thresholds", "repair", "answers", "results"), milestone: "The repair has started." };
}

/**
 * @param {State} state
 * @param {{ run: number, event: RepairEvent }} action
 * @returns {State}
 */
function heard(state, { run: number, event }) {
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
 * @returns {State} the same where another repair has started since
 */
function ended(state, number, end, milestone) {
  if (state.run === null || state.run.number !== number) return state;
  return { ...state, run: endRun(state.run, end), milestone };
}
