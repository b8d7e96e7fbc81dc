/**
 * What the trigger changes in the channels of a layer.
 *
 * @import { MeanActivations } from "../client/types.js"
 */

/**
 * By how much the trigger changes a channel's mean activation.
 *
 * @param {MeanActivations} activations
 * @param {number} channel
 * @returns {number | null} null where there are no images with the trigger
 */
export function change({ channels }, channel) {
  const means = channels[channel];
  return means === undefined || means.poisoned === null ? null : means.poisoned - means.clean;
}

/**
 * The channel whose mean activation the trigger raises most.
 *
 * @param {MeanActivations} activations
 * @returns {number | null} null where it raises none
 */
export function mostRaised(activations) {
  const changes = activations.channels.map((_, channel) => change(activations, channel) ?? 0);
  const most = Math.max(0, ...changes);
  return most === 0 ? null : changes.indexOf(most);
}
