/**
 * What a defence's folder tells the chapter of the repair, beside what every chapter has (its part of the state, its views).
 *
 * @import { State } from "../index.js"
 * @import { Opened, RepairEvent, RepairOptions, RepairReport } from "../../client/types.js"
 * @import { Place } from "../notices/state.js"
 * @import { Asked, Progress, Run } from "./run.js"
 */

/**
 * @typedef {object} Defence
 * @property {(state: State) => Asked | { place: Place, problem: string } | null} ask what the settings ask of a repair; or why they
 *   make no sense: a sentence, and where to show it, which is the id of the setting, too; or null while no network is open
 * @property {(asked: Asked) => RepairOptions} request the same for the worker
 * @property {(asked: Asked) => Partial<Run> & { progress: Progress }} begin what is known before anything came of it
 * @property {(run: Run, event: RepairEvent) => Partial<Run>} hear what an event changes
 * @property {(report: RepairReport) => Partial<Run>} end the report's figures: the last word on what the events told
 * @property {(progress: Progress) => number} share how much of the whole repair is done, 0 to 1
 * @property {[what: string, stages: string[]][]} laps its stages, grouped as their times are told
 * @property {(run: Run) => string} progress what it is doing, in words
 * @property {(state: State) => string} idle what it would do, in words; empty where nothing is open
 * @property {(event: RepairEvent) => string} milestone what a screen reader is told of an event; empty for nothing
 * @property {(run: Run, model: Opened) => string} headline how a repair that is done ended, in one sentence
 */

export {};
