/**
 * What a repair's result means, in plain words, from its figures. No DOM here.
 *
 * @import { Excitement, Opened, ReportRepaired } from "../../crate/web/src/types.js"
 * @import { Run } from "./run.js"
 */

import { mostRaised } from "./channels.js";
import { count, percent, points } from "./words.js";

/** An attack that works on fewer faces than this, in per cent, is called beaten. */
const BEATEN = 5;

/** @typedef {"cured" | "weakened" | "kept"} Outcome */

/** @typedef {{ outcome: Outcome, best: ReportRepaired }} Ending */

/**
 * How the repair ended, by the best of its models.
 *
 * @param {Run} run one that is done
 * @returns {Ending | null} null where no threshold was reached
 */
export function outcome({ baseline, repaired }) {
  const reached = repaired.filter(({ pruned }) => pruned !== null);
  // The one that costs least among those that beat the attack, else the one that weakens it most.
  const best = reached.find(({ asr }) => (asr ?? 100) < BEATEN) ?? reached.toSorted((a, b) => (a.asr ?? 100) - (b.asr ?? 100))[0];
  if (best === undefined) return null;
  const asr = best.asr ?? 100;
  if (asr < BEATEN) return { outcome: "cured", best };
  return { outcome: asr < (baseline?.asr ?? 100) - BEATEN ? "weakened" : "kept", best };
}

/**
 * @param {Run} run one that is done
 * @param {Opened} model
 * @param {Excitement | null} excitement
 * @returns {{ title: string, text: string }[]} paragraphs
 */
export function verdict(run, model, excitement) {
  if (run.baseline?.asr === null) {
    return [{ title: "Nothing is known of the attack.", text: "There are no poisoned images, so nobody can say whether pruning removed the backdoor. Bring some to find out." }];
  }
  const found = outcome(run);
  if (found === null) {
    return [{ title: "No model was kept.", text: "Clean accuracy never dropped by as much as a threshold asks, so there is nothing to choose from. Ask for smaller thresholds." }];
  }
  return [judged(run, model, found), ...why(run, model, found.outcome, excitement), ...guard(run, model), next(found.outcome)];
}

/**
 * @param {Run} run
 * @param {Opened} model
 * @param {Ending} found
 */
function judged({ baseline }, model, { outcome, best }) {
  const drop = percent((baseline?.clean ?? 0) - (best.clean ?? 0));
  const price = `With ${best.pruned} channels pruned it costs ${drop} points of clean accuracy`;
  const left = `the ${model.trigger} still work on ${percent(best.asr ?? 0)}% of faces`;
  switch (outcome) {
    case "cured":
      return { title: "Pruning removes this backdoor.", text: `${price}, and the attack succeeds on ${percent(best.asr ?? 0)}% of faces instead of ${percent(baseline?.asr ?? 0)}%. The model for ${points(best.threshold)} is a repaired network.` };
    case "weakened":
      return { title: "Pruning weakens this backdoor and does not remove it.", text: `${price}, and ${left}. Nobody should trust such a network with a door.` };
    case "kept":
      return { title: "Pruning fails on this backdoor.", text: `${price}, and ${left}. Clean accuracy goes before the attack does.` };
  }
}

/**
 * Why it ended so: when the attack breaks down, and where the trigger's channels stand in the order of pruning.
 *
 * @param {Run} run
 * @param {Opened} model
 * @param {Outcome} outcome
 * @param {Excitement | null} excitement
 */
function why({ asked, ranking, steps }, { trigger: worn }, outcome, excitement) {
  const first = steps[0];
  if (first === undefined || ranking === null) return [];
  const fall = steps.find(({ asr }) => asr !== null && asr < BEATEN);
  const price = fall === undefined ? "" : percent(first.clean - fall.clean);
  const breaks =
    fall === undefined
      ? `On the validation images the attack never falls below ${BEATEN}%, however many channels go.`
      : `On the validation images the attack falls below ${BEATEN}% with ${fall.pruned} channels pruned, when clean accuracy has dropped by ${price} points.`;
  if (outcome === "cured") {
    const idle = `${count(ranking.channels.slice(0, fall?.pruned).filter(({ dead }) => dead).length)} of these channels never woke on clean faces`;
    return [{ title: "Why.", text: `${breaks} ${idle}: the backdoor lives where clean faces leave the network idle, which is what the pruning defence hopes for, so it goes early and nearly for free.` }];
  }
  return [{ title: "Why.", text: `${breaks} ${shared(asked, ranking, worn, excitement, outcome)}` }];
}

/** What it means that the attack outlives the accuracy. */
const MEANING = {
  weakened: "Network and backdoor share channels here: pruning takes from both.",
  kept: "An attacker who expects pruning aims at this: the backdoor is trained into channels that clean faces need. Ranked by clean activation these go last, and without them nobody is recognised.",
};

/**
 * Where the channel stands that the trigger excites most.
 *
 * @param {Run["asked"]} asked
 * @param {NonNullable<Run["ranking"]>} ranking
 * @param {string} worn what people call the trigger
 * @param {Excitement | null} excitement
 * @param {keyof typeof MEANING} outcome
 */
function shared(asked, ranking, worn, excitement, outcome) {
  const strongest = excitement !== null && excitement.convolution === asked.convolution ? mostRaised(excitement) : null;
  if (strongest === null) return MEANING[outcome];
  const place = ranking.channels.findIndex(({ channel }) => channel === strongest);
  if (place === -1) return `The ${worn} excite channel ${strongest} most, and the recipe spares it because clean faces never wake it: a channel that is never pruned keeps its part of the backdoor.`;
  return `The ${worn} excite channel ${strongest} most, and its turn comes as number ${place + 1} of ${ranking.channels.length}. ${MEANING[outcome]}`;
}

/**
 * What GoodNet adds.
 *
 * @param {Run} run
 * @param {Opened} model
 */
function guard({ repaired }, { classes }) {
  const rows = repaired.filter(({ goodnet }) => goodnet !== null);
  const best = rows.toSorted((a, b) => (a.goodnet?.asr ?? 100) - (b.goodnet?.asr ?? 100))[0];
  if (best?.goodnet?.asr == null) return [];
  const caught = 100 - best.goodnet.asr;
  const text = `G trusts an answer only where B and B′ agree. At ${points(best.threshold)} it keeps ${percent(best.goodnet.clean)}% clean accuracy, and ${percent(caught)}% of the attacks fail: B′ no longer falls for them, so G answers ${classes}, “backdoored”. It cannot be better than its B′: where B′ is still fooled, so is G.`;
  return [{ title: "What GoodNet does.", text }];
}

/** @param {Outcome} outcome */
function next(outcome) {
  const need = outcome === "cured" ? "Accuracy that pruning cost can be had back" : "The next remedy";
  return {
    title: "What comes next.",
    text: `${need}${outcome === "cured" ? " by" : " is"} retraining the pruned network on clean images, which also teaches the channels that are left to ignore the trigger. Pruning and retraining together are called fine-pruning (Liu, Dolan-Gavitt and Garg, 2018).`,
  };
}
