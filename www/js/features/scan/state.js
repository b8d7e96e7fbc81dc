/**
 * The scan that is running, or the last one of the open network.
 *
 * @import { Handlers, Reactions } from "../../app/state.js"
 * @import { DetectOutcome, DetectorEvent, Face } from "../../client/types.js"
 * @import { State } from "../index.js"
 * @import { ScanRun } from "./run.js"
 */

import { wordsFor } from "../../shared/nouns.js";
import { sentence } from "../../shared/words.js";
import { problem, without } from "../notices/state.js";
import { applyEvent, startScan } from "./run.js";
import { conclusion } from "./words.js";

/**
 * @typedef {object} ScanState
 * @property {ScanRun | null} scan
 * @property {number} scans how many were started, so that late news of an old one is told from the new one's
 */

/** @type {ScanState} */
export const initial = { scan: null, scans: 0 };

/**
 * @typedef {{ type: "scan-started", convolution: string }
 *   | { type: "scan-event", scan: number, event: DetectorEvent }
 *   | { type: "scan-cancelling" }
 *   | { type: "scan-done", scan: number, outcome: DetectOutcome }
 *   | { type: "scan-faces", scan: number, faces: Face[] }
 *   | { type: "scan-cancelled", scan: number }
 *   | { type: "scan-failed", scan: number, message: string }} ScanAction
 */

/** @type {Handlers<ScanAction>} */
export const handlers = {
  "scan-started": (state, { convolution }) => {
    const scans = state.scans + 1;
    const problems = without(state, "scan");
    return { ...state, scan: startScan(scans, convolution), scans, problems, milestone: "The channels are asked." };
  },
  "scan-event": (state, { scan, event }) => changed(state, scan, (run) => applyEvent(run, event)),
  "scan-cancelling": (state) =>
    state.scan?.status === "running" ? { ...state, scan: { ...state.scan, status: "cancelling" } } : state,
  "scan-done": (state, { scan, outcome }) => {
    const next = changed(state, scan, (run) => ({ ...run, status: "done", outcome }));
    if (next === state) return state;
    const said = wordsFor(state.model)(conclusion(outcome));
    return { ...next, milestone: `The channels have answered. ${said}` };
  },
  "scan-faces": (state, { scan, faces }) => changed(state, scan, (run) => ({ ...run, faces })),
  "scan-cancelled": (state, { scan }) => {
    const next = changed(state, scan, (run) => ({ ...run, status: "cancelled" }));
    return next === state ? state : { ...next, milestone: "Asking the channels was cancelled." };
  },
  "scan-failed": (state, { scan, message }) => {
    const next = changed(state, scan, (run) => ({ ...run, status: "failed" }));
    return next === state ? state : problem(next, "scan", `The channels could not be asked. ${sentence(message)}`);
  },
};

/** @type {Reactions} */
export const reactions = {
  opened: (state) => ({ ...state, scan: null, problems: without(state, "scan") }),
};

/**
 * @param {State} state
 * @param {number} number
 * @param {(scan: ScanRun) => ScanRun} change
 * @returns {State} the same where another scan has started since, or another network was opened
 */
function changed(state, number, change) {
  return state.scan?.number === number ? { ...state, scan: change(state.scan) } : state;
}
