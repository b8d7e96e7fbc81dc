/**
 * What CLP's result means, in plain words, from its figures. No DOM here.
 *
 * @import { Paragraph } from "../defence.js"
 * @import { ClpRun } from "./run.js"
 */

import { percent } from "../../../shared/words.js";
import { DEAR, ending } from "../ending.js";
import { priced, stopped, unattacked } from "../verdict-words.js";
import { channels, named } from "./words.js";

/** What each way to end is called. */
const TITLES = {
  cured: "CLP removes this backdoor.",
  weakened: "CLP weakens this backdoor and does not remove it.",
  kept: "CLP fails on this backdoor.",
};

/** What follows from it. */
const WHY = {
  cured: "Channels that the trigger needs amplify a change of the image more than others of their layer.",
  weakened:
    "Of the channels that the trigger needs, only some amplify a change of the image more than others of their layer.",
  kept: "The trigger does without the channels that amplify a change of the image more than others of their layer, and CLP looks for nothing else.",
};

/**
 * @param {ClpRun} run one that has ended
 * @returns {Paragraph[]} the first one's title says how it ended
 */
export function verdict(run) {
  const nothing = stopped(run) ?? unattacked(run, "CLP");
  if (nothing !== null) return [nothing];
  const found = ending(run);
  if (found === null) return [];
  const { best, drop, outcome } = found;
  const text = `With ${named(best.threshold)}, ${channels(best.pruned ?? 0)} switched off, ASR is ${percent(best.asr)}%; clean accuracy is ${priced(best.clean, drop)}. ${WHY[outcome]}`;
  const dear = outcome === "cured" && drop >= DEAR;
  return [{ title: dear ? "CLP removes this backdoor, at a high price." : TITLES[outcome], text }];
}

/**
 * How a repair ended, in one sentence.
 *
 * @param {ClpRun} run one that is done
 */
export function headline(run) {
  return verdict(run)[0]?.title ?? "";
}
