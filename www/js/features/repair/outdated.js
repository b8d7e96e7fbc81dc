/**
 * Whether a result is still that of the settings.
 *
 * @import { State } from "../index.js"
 */

import { defenceOf } from "../defences/index.js";
import { isEnded } from "../defences/run.js";

/**
 * Where the page asks for something else than a repair that has ended was asked: what it was, and what the button gives
 * now.
 *
 * @param {State} state
 * @returns {string} a sentence; empty where it asks for the same
 */
export function outdated(state) {
  const { defence, run } = state;
  if (!isEnded(run)) return "";
  const was = defenceOf(run.asked.defence);
  if (run.asked.defence === defence) return was.outdated(run, state);
  return `This is the result of another defence (${was.title}); press Repair for ${defenceOf(defence).title}.`;
}
