/**
 * Where people look: at faces with the trigger or without, at one of the models, into a channel.
 *
 * @import { Answers, ChannelView, Excitement, Face, Opened } from "../../client/types.js"
 * @import { Handlers } from "../../app/state.js"
 */

import { seeing, turned, within } from "../defences/pruning/viewed-model.js";
import { without } from "../notices/state.js";

/** @typedef {"activation" | "change"} Tint how active clean faces make a channel, or what the trigger changes about that */

/**
 * @typedef {{ type: "faces", faces: Face[] }
 *   | { type: "glasses", on: boolean }
 *   | { type: "turn", face: number }
 *   | { type: "pruned", pruned: number | null }
 *   | { type: "answers", run: number, answers: Answers[][] }
 *   | { type: "channel", channel: number | null }
 *   | { type: "excitement", model: Opened, excitement: Excitement }
 *   | { type: "view", model: Opened, view: ChannelView }
 *   | { type: "tint", tint: Tint }} LookingAction
 */

/** @type {Handlers<LookingAction>} */
export const looking = {
  faces: (state, { faces }) => seeing({ ...state, faces, turned: [], seen: [], answers: null }),
  glasses: (state, { on }) => seeing({ ...state, glasses: on, turned: [] }),
  turn: (state, { face }) => seeing({ ...state, ...turned(state, face) }),
  pruned: (state, { pruned }) => ({ ...state, pruned: within(state.run, pruned) }),
  answers: (state, { run, answers }) => (state.run?.number === run ? { ...state, answers } : state),
  channel: (state, { channel }) => ({ ...state, channel, problems: without(state, "channel") }),
  // Of another model than the one that is open, neither is worth anything.
  excitement: (state, { model, excitement }) => (state.model === model ? { ...state, excitement } : state),
  view: (state, { model, view }) => (state.model === model ? { ...state, view } : state),
  tint: (state, { tint }) => ({ ...state, tint }),
};
