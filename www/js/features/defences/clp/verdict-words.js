/**
 * What CLP's result means, in plain words, from its figures. No DOM here.
 *
 * @import { Paragraph } from "../defence.js"
 * @import { ClpRun } from "./run.js"
 */

import { percent } from "../../../shared/words.js";
import { BEATEN, DEAR, ending } from "../ending.js";
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
  const { baseline, status } = run;
  if (status === "cancelled" || status === "failed") {
    const how = status === "failed" ? "The repair stopped" : "Cancelled";
    return [{ title: "No model was kept.", text: `${how} before all repaired models were scored.` }];
  }
  if (baseline?.asr === null) {
    const text =
      "There are no poisoned images, so nobody can say whether CLP removed the backdoor. Bring some to find out.";
    return [{ title: "Nothing is known of the attack.", text }];
  }
  if (baseline !== null && baseline.asr < BEATEN) {
    const text = `The network as it came takes ${percent(baseline.asr)}% of the poisoned images for the target, so the figures say nothing of what CLP does to a backdoor.`;
    return [{ title: "There is no attack to remove.", text }];
  }
  const found = ending(run);
  if (found === null) return [];
  const { best, drop, outcome } = found;
  const cost = drop < 0 ? `${percent(-drop)} points more` : `${percent(drop)} points less`;
  const text = `With ${named(best.threshold)}, ${channels(best.pruned ?? 0)} switched off, ASR is ${percent(best.asr)}%; clean accuracy is ${percent(best.clean)}%, ${cost} than before. ${WHY[outcome]}`;
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
