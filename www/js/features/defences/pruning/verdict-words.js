/**
 * What a repair's result means, in plain words, from its figures. No DOM here.
 *
 * @import { MeanActivations, Opened, ReportRepaired } from "../../../client/types.js"
 * @import { Paragraph } from "../defence.js"
 * @import { Ending } from "../ending.js"
 * @import { Cause } from "./cause.js"
 * @import { PruningRun } from "./run.js"
 */

import { percent } from "../../../shared/words.js";
import { BEATEN, DEAR, ending } from "../ending.js";
import { refit } from "../refit/index.js";
import { CHEAP, cause, fallOf } from "./cause.js";
import { shown, UNSEEN, why } from "./why-words.js";
import { points } from "./words.js";

/**
 * @param {PruningRun} run one that has ended
 * @param {Opened} model
 * @param {MeanActivations | null} channelActivations
 * @returns {Paragraph[]} the first one's title says how it ended
 */
export function verdict(run, model, channelActivations) {
  if (run.status === "cancelled" || run.status === "failed") return [stopped(run)];
  if (run.baseline?.asr === null) {
    return [
      {
        title: "Nothing is known of the attack.",
        text: "There are no poisoned images, so nobody can say whether pruning removed the backdoor. Bring some to find out.",
      },
      ...jump(run),
    ];
  }
  if (run.baseline !== null && run.baseline.asr < BEATEN) {
    return [
      {
        title: "There is no attack to remove.",
        text: `The network as it came takes ${percent(run.baseline.asr)}% of the poisoned images for the target, so the figures say nothing of what pruning does to a backdoor.`,
      },
      ...jump(run),
    ];
  }
  const found = ending(run);
  if (found === null) {
    return [
      {
        title: "No model was kept.",
        text: "Clean accuracy never dropped by as much as a threshold asks, so there is nothing to choose from. Ask for smaller thresholds.",
      },
    ];
  }
  const known = channelActivations?.convolution === run.asked.convolution ? channelActivations : null;
  const told = known === null ? null : cause(run, found, known);
  return [
    judged(run, found),
    ...reason(run, model, found, told, known),
    ...jump(run),
    ...guard(run, model, found),
    ...next(found, told),
  ];
}

/**
 * Why it ended so, once it is known how the trigger excites the channels; until then what the curve shows.
 *
 * @param {PruningRun} run
 * @param {Opened} model
 * @param {Ending} found
 * @param {Cause | null} told
 * @param {MeanActivations | null} known
 * @returns {Paragraph[]}
 */
function reason(run, model, found, told, known) {
  if (run.steps.length === 0 || run.ranking === null) return [];
  if (run.steps[0]?.asr === null) return [UNSEEN];
  return [told === null || known === null ? shown(run, fallOf(run)) : why(run, model, found, told, known)];
}

/**
 * How a repair ended, in one sentence.
 *
 * @param {PruningRun} run one that is done
 * @param {Opened} model
 */
export function headline(run, model) {
  return verdict(run, model, null)[0]?.title ?? "";
}

/**
 * A repair that did not come to its end. Models are kept by the worker once all are scored, so there are none.
 *
 * @param {PruningRun} run
 * @returns {Paragraph}
 */
function stopped({ asked, repaired, status, steps }) {
  const title = "No model was kept.";
  const how = status === "failed" ? "The repair stopped" : "Cancelled";
  if (repaired.length > 0)
    return { title, text: `${how} before all repaired models were scored: the table has what was known by then.` };
  const [first, last] = [steps[0], steps.at(-1)];
  const smallest = Math.min(...asked.thresholds);
  const dropped = first !== undefined && last !== undefined && first.clean - last.clean >= smallest;
  return {
    title,
    text: dropped
      ? `${how} before the repaired models were scored.`
      : `${how} before clean accuracy had dropped by ${points(smallest)}.`,
  };
}

/**
 * @param {PruningRun} run
 * @param {Ending} found
 * @returns {Paragraph}
 */
function judged(run, { outcome, best, drop }) {
  const { baseline, steps } = run;
  const price = `With ${best.pruned} ${best.pruned === 1 ? "channel" : "channels"} pruned (the model for ${points(best.threshold)}) it costs ${cost(drop)}`;
  const left = `${price}, and ASR is still ${percent(best.asr)}%`;
  switch (outcome) {
    case "cured": {
      const gone = `${price}, and ASR is ${percent(best.asr)}% instead of ${percent(baseline?.asr ?? null)}%.`;
      if (drop < DEAR) return { title: "Pruning removes this backdoor.", text: gone };
      return {
        title: "Pruning removes this backdoor, at a high price.",
        text: `${gone}${jump(run).length === 0 ? leap(best, steps) : ""} Of 100 faces, ${Math.round(drop)} more are not recognised.`,
      };
    }
    case "weakened":
      return {
        title: "Pruning weakens this backdoor and does not remove it.",
        text: `${left}, where it was ${percent(baseline?.asr ?? null)}%.`,
      };
    case "kept":
      return { title: "Pruning fails on this backdoor.", text: `${left}.` };
  }
}

/** @param {number} drop points, which pruning may have gained, too */
function cost(drop) {
  return isFree(drop) ? "no clean accuracy" : `${percent(drop)} points of clean accuracy`;
}

/** @param {number} drop */
function isFree(drop) {
  return Number(percent(drop)) <= 0;
}

/**
 * Why a model costs much more than its threshold says: the channel that reached it took so much at once.
 *
 * @param {ReportRepaired} best
 * @param {PruningRun["steps"]} steps
 */
function leap({ pruned, threshold }, steps) {
  const at = steps.findIndex((step) => step.pruned === pruned);
  const [first, before, met] = [steps[0], steps[at - 1], steps[at]];
  if (first === undefined || before === undefined || met === undefined || first.clean - met.clean < threshold + CHEAP)
    return "";
  return ` The model before it has not dropped by ${points(threshold)} yet: the last channel alone took ${percent(before.clean - met.clean)} points on the validation images.`;
}

/**
 * That one channel costs so much at once that every threshold is met with it: there is one model and no choice.
 *
 * @param {PruningRun} run
 * @returns {Paragraph[]}
 */
function jump({ repaired, steps }) {
  const reached = repaired.filter(({ pruned }) => pruned !== null);
  const [row] = reached;
  const at = steps.findIndex(({ pruned }) => pruned === row?.pruned);
  const [first, before, met] = [steps[0], steps[at - 1], steps[at]];
  if (row === undefined || first === undefined || before === undefined || met === undefined) return [];
  const took = before.clean - met.clean;
  const alone = reached.length === 1;
  const beyond = first.clean - met.clean - row.threshold;
  if (reached.some(({ pruned }) => pruned !== row.pruned) || took < DEAR || (alone && beyond < DEAR)) return [];
  const which =
    reached.length === repaired.length
      ? `all ${reached.length} thresholds`
      : `the ${reached.length} thresholds that were reached`;
  const so = alone
    ? `So the model for ${points(row.threshold)} has lost ${percent(first.clean - met.clean)}, and there is none in between.`
    : `So ${which} keep one and the same model, and there is none in between.`;
  return [
    {
      title: `One channel costs ${percent(took)} points at once.`,
      text: `Channel ${met.channel}, pruned as number ${met.pruned}, takes clean accuracy from ${percent(before.clean)}% to ${percent(met.clean)}% on the validation images. ${so}`,
    },
  ];
}

/**
 * What GoodNet adds, with the model that the verdict is about.
 *
 * @param {PruningRun} run
 * @param {Opened} model
 * @param {Ending} found
 * @returns {Paragraph[]}
 */
function guard({ baseline }, { classes }, { best: { goodnet, threshold } }) {
  if (goodnet?.asr == null) return [];
  const title = "What GoodNet does.";
  const trusts = `G trusts an answer only where B and B′ agree. At ${points(threshold)} it keeps ${percent(goodnet.clean)}% clean accuracy, and`;
  // G answers the target where both do: what B has more than G are faces on which B is fooled and B′ is not.
  const caught = (baseline?.asr ?? 100) - goodnet.asr;
  if (caught < BEATEN) {
    return [
      {
        title,
        text: `${trusts} its ASR is ${percent(goodnet.asr)}%: B′ is fooled like B, so the two agree on the attacker’s answer, and G passes it on.`,
      },
    ];
  }
  const limit = goodnet.asr < BEATEN ? "" : " Where both are fooled, so is G.";
  return [
    {
      title,
      text: `${trusts} its ASR is ${percent(goodnet.asr)}%: on ${percent(caught)}% of the poisoned images B is fooled and B′ is not, they disagree, and G answers ${classes}, “backdoored”.${limit}`,
    },
  ];
}

/**
 * @param {Ending} found
 * @param {Cause | null} told
 * @returns {Paragraph[]} none where nothing is left to do
 */
function next({ drop, outcome }, told) {
  const title = "What comes next.";
  if (told?.story === "skipped") {
    const text =
      "Repair once more with recipe lab, or another that prunes channels which clean faces never wake, to see what becomes of the attack without them.";
    return [{ title, text }];
  }
  if (outcome === "cured" && isFree(drop)) return [];
  const retraining =
    "retraining the pruned network on clean images. Pruning and retraining together are called fine-pruning (Liu, Dolan-Gavitt and Garg, 2018);";
  const text =
    outcome === "cured"
      ? `Accuracy that pruning cost is meant to come back by ${retraining} these figures do not say how much of it does.`
      : `Reports on the lab call for ${retraining} these figures do not say whether it removes what is left of the attack. Another remedy is here: choose “${refit.title}” as the defence, and repair once more.`;
  return [{ title, text }];
}
