/**
 * What a defence's folder tells the chapter of the repair, beside what every chapter has. README.md of the chapters
 * says where the rest is.
 *
 * @import { Opened, DefenceEvent, DefenceRequest, PruningOutcome } from "../../client/types.js"
 * @import { State } from "../index.js"
 * @import { Place } from "../notices/state.js"
 * @import { Asked, Run } from "./index.js"
 * @import { Progress } from "./run.js"
 */

/**
 * Settings that make no sense.
 *
 * @typedef {object} Wrong
 * @property {Place} place where that is told, and the id of the field that gets the focus
 * @property {string} problem a sentence for a person
 */

/**
 * @template {Asked} A what it is asked
 * @template {Run} R a repair with it
 * @typedef {object} Defence
 * @property {(state: State) => A | Wrong | null} readSettings what the settings ask of a repair; null while no network
 *   is open
 * @property {(asked: A) => DefenceRequest} request the same, for the worker
 * @property {(asked: A) => Partial<R> & { progress: Progress }} emptyRun what is known before the first event
 * @property {(run: R, event: DefenceEvent) => Partial<R>} onEvent what an event changes
 * @property {(report: PruningOutcome) => Partial<R>} onReport the report's figures: the last word on what the events told
 * @property {(progress: Progress) => number} share how much of the whole repair is done, 0 to 1
 * @property {[what: string, stages: string[]][]} laps its stages, grouped as their times are told
 * @property {(state: State) => string} idleText what a repair would do; empty where nothing is open
 * @property {(run: R) => string} progressText what a repair is doing, or how far one came that was cancelled
 * @property {(event: DefenceEvent) => string} milestone what a screen reader is told of an event; empty for nothing
 * @property {(run: R, model: Opened) => string} headline how a repair that is done ended, in one sentence
 */

export {};
