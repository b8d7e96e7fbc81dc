/**
 * Which channel people look into, and what is known of the channels.
 *
 * @import { Handlers, Reactions } from "../../app/state.js"
 * @import { ChannelView, MeanActivations, Opened } from "../../client/types.js"
 */

import { without } from "../notices/state.js";

/**
 * @typedef {"activation" | "change"} Tint how active clean faces make a channel, or what the trigger changes about that
 */

/**
 * @typedef {object} InspectorState
 * @property {number | null} channel the one that people look into
 * @property {MeanActivations | null} channelActivations how faces excite the channels of a convolution, once somebody wants
 *   to know
 * @property {ChannelView | null} channelView what the channel sees, once that is known
 * @property {Tint} tint what the colours of the channels mean
 */

/** @type {InspectorState} */
export const initial = { channel: null, channelActivations: null, channelView: null, tint: "activation" };

/**
 * @typedef {{ type: "channel", channel: number | null }
 *   | { type: "channel-activations", model: Opened, channelActivations: MeanActivations }
 *   | { type: "channel-view", model: Opened, channelView: ChannelView }
 *   | { type: "tint", tint: Tint }} InspectorAction
 */

/** @type {Handlers<InspectorAction>} */
export const handlers = {
  channel: (state, { channel }) => ({ ...state, channel, problems: without(state, "channel") }),
  // Of another model than the one that is open, neither is worth anything.
  "channel-activations": (state, { model, channelActivations }) =>
    state.model === model ? { ...state, channelActivations } : state,
  "channel-view": (state, { model, channelView }) => (state.model === model ? { ...state, channelView } : state),
  tint: (state, { tint }) => ({ ...state, tint }),
};

/** @type {Reactions} */
export const reactions = {
  opened: (state) => ({
    ...state,
    channel: null,
    channelActivations: null,
    channelView: null,
    problems: without(state, "channel"),
  }),
  convolution: (state) => ({ ...state, channel: null }),
};
