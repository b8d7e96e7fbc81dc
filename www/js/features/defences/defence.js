/**
 * What a defence's folder tells the chapter of the repair, beside what every chapter has. README.md of the chapters
 * says where the rest is.
 *
 * @import { Opened, DefenceEvent, DefenceRequest, Outcome, OutputKind } from "../../client/types.js"
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

/** A part of a verdict. @typedef {{ title: string, text: string }} Paragraph */

/**
 * What the table of repaired models says where defences differ.
 *
 * @template {Asked} A
 * @typedef {object} TableWords
 * @property {string} threshold the head of the column of thresholds
 * @property {string} channels the head of the column that counts channels
 * @property {string} counted what was done to channels: a card says it after their count
 * @property {string} unseen what the test images had no say in
 * @property {string} validation the end of the sentence that all figures are of the validation images, for want of
 *   others
 * @property {(threshold: number) => string} named a threshold
 * @property {(pruned: number, asked: A) => string} count how many channels are switched off
 * @property {(model: Opened) => string} images which images the figures are of, after the table's name
 * @property {(asked: A) => string} made what the models were made with, in a sentence
 * @property {(asked: A) => string} madeMarkdown the same, under a table in Markdown
 */

/**
 * @template {Asked} A what it is asked
 * @template {Run} R a repair with it
 * @template {Outcome} O what it leaves
 * @typedef {object} Defence
 * @property {string} title what it is called, as the core calls it
 * @property {string} summary what it does, as the core says it
 * @property {(state: State) => A | Wrong | null} readSettings what the settings ask of a repair; null while no network
 *   is open
 * @property {(asked: A) => DefenceRequest} request the same, for the worker
 * @property {(asked: A) => Partial<R> & { progress: Progress }} emptyRun what is known before the first event
 * @property {(run: R, event: DefenceEvent) => Partial<R>} onEvent what an event changes
 * @property {(report: O) => Partial<R>} onReport the report's figures: the last word on what the events told
 * @property {(progress: Progress) => number} share how much of the whole repair is done, 0 to 1
 * @property {[what: string, stages: string[]][]} laps its stages, grouped as their times are told
 * @property {(state: State) => string} idleText what a repair would do; empty where nothing is open
 * @property {(run: R) => string} progressText what a repair is doing, or how far one came that was cancelled
 * @property {(event: DefenceEvent) => string} milestone what a screen reader is told of an event; empty for nothing
 * @property {(run: R, model: Opened) => string} headline how a repair that is done ended, in one sentence
 * @property {(run: R, model: Opened, state: State) => Paragraph[]} verdict what came of a repair that has ended
 * @property {(run: R, state: State) => string} outdated where its settings ask for something else than a repair that
 *   has ended was asked: a sentence; empty where they ask for the same
 * @property {(asked: A) => number[]} thresholds those of the rows, in ascending order
 * @property {TableWords<A>} table
 * @property {OutputKind["kind"][]} files which files without a threshold it leaves
 */

export {};
