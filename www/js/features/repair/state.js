/**
 * The repair that is running, or the last one of the open network; or the result of an earlier visit.
 *
 * @import { Handlers, Reactions } from "../../app/state.js"
 * @import { State } from "../index.js"
 * @import { EngineChoice, EngineInfo, DefenceEvent, Outcome } from "../../client/types.js"
 * @import { Asked, DefenceId, Run } from "../defences/index.js"
 * @import { CachedResult } from "./result-store.js"
 * @import { End } from "./run.js"
 */

import { sentence } from "../../shared/words.js";
import { defenceOf } from "../defences/index.js";
import { isRunning } from "../defences/run.js";
import { problem, without } from "../notices/state.js";
import { outdated } from "./outdated.js";
import { applyEvent, cachedRun, cancelling, endRun, startRerun, startRun } from "./run.js";

/**
 * @typedef {object} RepairState
 * @property {DefenceId} defence what the next repair is done with
 * @property {EngineChoice} engineChoice
 * @property {EngineInfo | null} engine
 * @property {Run | null} run the repair that is running, or the last one of the open network
 * @property {number} runs how many repairs were started, so that late news of an old one is told from the new one's
 */

/** @type {RepairState} */
export const initial = { defence: "pruning", engineChoice: "auto", engine: null, run: null, runs: 0 };

/**
 * @typedef {{ type: "defence", id: DefenceId }
 *   | { type: "engine", choice: EngineChoice }
 *   | { type: "result-cached", asked: Asked, cached: CachedResult }
 *   | { type: "repair-started", asked: Asked }
 *   | { type: "rerun-started" }
 *   | { type: "repair-event", run: number, event: DefenceEvent }
 *   | { type: "repair-cancelling" }
 *   | { type: "repair-done", run: number, report: Outcome }
 *   | { type: "repair-cancelled", run: number }
 *   | { type: "repair-failed", run: number, message: string }} RepairAction
 */

/** @type {Handlers<RepairAction>} */
export const handlers = {
  defence(state, { id }) {
    if (id === state.defence) return state;
    const next = { ...state, defence: id };
    const now = outdated(next);
    // That the result on the page is another one's now is told to those who do not see it, too.
    return now === "" ? next : { ...next, milestone: now };
  },
  engine: (state, { choice }) => ({ ...state, engineChoice: choice }),
  "result-cached": (state, { asked, cached }) => {
    const runs = state.runs + 1;
    return {
      ...state,
      run: cachedRun(runs, asked, cached),
      runs,
      milestone: "The result of an earlier visit is shown.",
    };
  },
  "repair-started": (state, { asked }) => {
    if (state.model === null) return state;
    const runs = state.runs + 1;
    const problems = without(state, "repair", "results");
    return {
      ...state,
      run: startRun(runs, asked),
      runs,
      engine: state.model.engine,
      problems,
      milestone: "The repair has started.",
    };
  },
  "rerun-started": (state) =>
    state.run === null || isRunning(state.run)
      ? state
      : { ...state, run: startRerun(state.run), problems: without(state, "results") },
  "repair-event": heard,
  "repair-cancelling": (state) => (state.run === null ? state : { ...state, run: cancelling(state.run) }),
  "repair-done": (state, { run, report }) => {
    const next = ended(state, run, { status: "done", ...report }, "The repair is done.");
    if (next === state || next.run === null || next.model === null) return next;
    return {
      ...next,
      milestone: `The repair is done. ${defenceOf(next.run.asked.defence).headline(next.run, next.model)}`,
    };
  },
  "repair-cancelled": (state, { run }) => ended(state, run, { status: "cancelled" }, "The repair was cancelled."),
  "repair-failed": (state, { run, message }) => {
    const next = ended(state, run, { status: "failed" }, "");
    return next === state ? state : problem(next, "repair", `The repair stopped. ${sentence(message)}`);
  },
};

/** @type {Reactions} */
export const reactions = {
  linked: (state, { link: { defence } }) => ({ ...state, defence }),
  opened: (state, { model }) => ({
    ...state,
    run: null,
    engine: model.engine,
    problems: without(state, "repair", "results"),
  }),
};

/**
 * @param {State} state
 * @param {{ run: number, event: DefenceEvent }} action
 * @returns {State}
 */
function heard(state, { run: number, event }) {
  if (state.run === null || state.run.number !== number) return state;
  const run = applyEvent(state.run, event);
  if (event.kind === "engine") {
    const changed = event.name !== state.engine?.name;
    return {
      ...state,
      run,
      engine: event,
      milestone: changed ? `The work goes on with the ${event.name} engine.` : state.milestone,
    };
  }
  return { ...state, run, milestone: defenceOf(run.asked.defence).milestone(event) || state.milestone };
}

/**
 * @param {State} state
 * @param {number} number
 * @param {End} end
 * @param {string} milestone
 * @returns {State} the same where another repair has started since
 */
function ended(state, number, end, milestone) {
  if (state.run === null || state.run.number !== number) return state;
  return { ...state, run: endRun(state.run, end), milestone };
}
