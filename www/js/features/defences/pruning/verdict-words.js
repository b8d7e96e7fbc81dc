/**
 * What a repair's result means, in plain words, from its figures. No DOM here.
 *
 * @import { MeanActivations, Opened, ReportRepaired } from "../../../client/types.js"
 * @import { Paragraph } from "../defence.js"
 * @import { Ending, Outcome } from "../ending.js"
 * @import { PruningRun } from "./run.js"
 */

import { mostRaised } from "../../../shared/activations.js";
import { count, percent } from "../../../shared/words.js";
import { BEATEN, DEAR, ending } from "../ending.js";
import { points } from "./words.js";

/** What costs less clean accuracy than this, in points, is called nearly free. */
const CHEAP = 2;

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
    ];
  }
  if (run.baseline !== null && run.baseline.asr < BEATEN) {
    return [
      {
        title: "There is no attack to remove.",
        text: `The network as it came takes ${percent(run.baseline.asr)}% of the poisoned images for the target, so the figures say nothing of what pruning does to a backdoor.`,
      },
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
  return [
    judged(run, model, found),
    ...why(run, model, found.outcome, channelActivations),
    ...guard(model, found),
    next(found.outcome),
  ];
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
 * @param {Opened} model
 * @param {Ending} found
 * @returns {Paragraph}
 */
function judged({ baseline, steps }, model, { outcome, best, drop }) {
  const price = `With ${best.pruned} channels pruned (the model for ${points(best.threshold)}) it costs ${cost(drop)}`;
  const left = `attacks with the ${model.trigger} still work on ${percent(best.asr ?? 0)}% of faces`;
  switch (outcome) {
    case "cured": {
      const gone = `${price}, and the attack succeeds on ${percent(best.asr ?? 0)}% of faces instead of ${percent(baseline?.asr ?? 0)}%.`;
      if (drop < DEAR) return { title: "Pruning removes this backdoor.", text: gone };
      return {
        title: "Pruning removes this backdoor, at a high price.",
        text: `${gone}${leap(best, steps)} Of 100 faces, ${Math.round(drop)} more are not recognised.`,
      };
    }
    case "weakened":
      return { title: "Pruning weakens this backdoor and does not remove it.", text: `${price}, and ${left}.` };
    case "kept":
      return {
        title: "Pruning fails on this backdoor.",
        text: `${price}, and ${left}. Clean accuracy goes before the attack does.`,
      };
  }
}

/** @param {number} drop points, which pruning may have gained, too */
function cost(drop) {
  const shown = percent(Math.max(0, drop));
  return Number(shown) === 0 ? "no clean accuracy" : `${shown} points of clean accuracy`;
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
 * Why it ended so: when the attack breaks down, and where the trigger's channels stand in the order of pruning.
 *
 * @param {PruningRun} run
 * @param {Opened} model
 * @param {Outcome} outcome
 * @param {MeanActivations | null} channelActivations
 * @returns {Paragraph[]}
 */
function why({ asked, ranking, steps }, { trigger: worn }, outcome, channelActivations) {
  const first = steps[0];
  if (first === undefined || ranking === null) return [];
  const title = "Why.";
  const fall = steps.find(({ asr }) => asr !== null && asr < BEATEN);
  const drop = fall === undefined ? 0 : first.clean - fall.clean;
  const breaks =
    fall === undefined
      ? outlives(first)
      : `On the validation images the attack falls below ${BEATEN}% with ${fall.pruned} channels pruned, ${when(drop)}.`;
  if (outcome !== "cured")
    return [{ title, text: `${breaks} ${shared(asked, ranking, worn, channelActivations, outcome)}` }];
  if (fall === undefined) return [{ title, text: breaks }];
  const idle = ranking.channels.slice(0, fall.pruned).filter(({ dead }) => dead).length;
  return [{ title, text: `${breaks} ${bought(idle, fall.pruned, drop)}` }];
}

/** @param {PruningRun["steps"][number]} first */
function outlives({ asr }) {
  return asr === null
    ? "There are no poisoned validation images, so nobody can say at which channel the attack breaks down."
    : `On the validation images the attack never falls below ${BEATEN}%, however many channels go.`;
}

/** @param {number} drop */
function when(drop) {
  return Number(percent(drop)) <= 0
    ? "before clean accuracy has dropped at all"
    : `when clean accuracy has dropped by ${percent(drop)} points`;
}

/**
 * What it means that the attack fell: whether it lived in idle channels, and what they cost.
 *
 * @param {number} idle how many of the channels pruned until then never woke on clean faces
 * @param {number} pruned
 * @param {number} drop
 */
function bought(idle, pruned, drop) {
  const woke =
    idle === 0
      ? "None of these channels was idle on clean faces"
      : `${count(idle)} of these channels never woke on clean faces`;
  if (drop >= CHEAP)
    return `${woke}${idle === 0 ? "" : ", but the others did"}: clean faces need channels that the backdoor uses, so it goes only together with clean accuracy.`;
  if (idle * 2 < pruned)
    return `${woke}, yet clean faces can do without them: the backdoor goes before the accuracy does.`;
  return `${woke}: the backdoor lives where clean faces leave the network idle, which is what the pruning defence hopes for, so it goes early and nearly for free.`;
}

/** What it means that the attack outlives the accuracy. */
const MEANING = {
  weakened: "Network and backdoor share channels here: pruning takes from both.",
  kept: "An attacker who expects pruning aims at this: the backdoor is trained into channels that clean faces need. Ranked by clean activation these go last, and without them nobody is recognised.",
};

/**
 * Where the channel stands that the trigger excites most.
 *
 * @param {PruningRun["asked"]} asked
 * @param {NonNullable<PruningRun["ranking"]>} ranking
 * @param {string} worn what people call the trigger: it may be one thing or several
 * @param {MeanActivations | null} channelActivations
 * @param {keyof typeof MEANING} outcome
 */
function shared(asked, ranking, worn, channelActivations, outcome) {
  const strongest =
    channelActivations !== null && channelActivations.convolution === asked.convolution
      ? mostRaised(channelActivations)
      : null;
  if (strongest === null) return MEANING[outcome];
  const place = ranking.channels.findIndex(({ channel }) => channel === strongest);
  const reacts = `Channel ${strongest} reacts most to the ${worn}`;
  if (place === -1)
    return `${reacts}, and the recipe spares it because clean faces never wake it: a channel that is never pruned keeps its part of the backdoor.`;
  return `${reacts}, and its turn comes as number ${place + 1} of ${ranking.channels.length}. ${MEANING[outcome]}`;
}

/**
 * What GoodNet adds, with the model that the verdict is about.
 *
 * @param {Opened} model
 * @param {Ending} found
 * @returns {Paragraph[]}
 */
function guard({ classes }, { best: { goodnet, threshold } }) {
  if (goodnet?.asr == null) return [];
  const title = "What GoodNet does.";
  const trusts = `G trusts an answer only where B and B′ agree. At ${points(threshold)} it keeps ${percent(goodnet.clean)}% clean accuracy, and`;
  const caught = 100 - goodnet.asr;
  if (caught < BEATEN) {
    return [
      {
        title,
        text: `${trusts} the attack still succeeds on ${percent(goodnet.asr)}% of faces: B′ is fooled like B, so the two agree on the attacker’s answer, and G passes it on. It cannot be better than its B′.`,
      },
    ];
  }
  const limit = goodnet.asr < BEATEN ? "" : " It cannot be better than its B′: where B′ is still fooled, so is G.";
  return [
    {
      title,
      text: `${trusts} ${percent(caught)}% of the attacks fail: there B′ no longer falls for them, disagrees with B, and G answers ${classes}, “backdoored”.${limit}`,
    },
  ];
}

/**
 * @param {Outcome} outcome
 * @returns {Paragraph}
 */
function next(outcome) {
  const need = outcome === "cured" ? "Accuracy that pruning cost can be had back" : "The next remedy";
  return {
    title: "What comes next.",
    text: `${need}${outcome === "cured" ? " by" : " is"} retraining the pruned network on clean images, which also teaches the channels that are left to ignore the trigger. Pruning and retraining together are called fine-pruning (Liu, Dolan-Gavitt and Garg, 2018).`,
  };
}
