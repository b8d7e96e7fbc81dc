/**
 * Why a repair ended as it did, in plain words: what its curve shows, and once it is known how the trigger excites the
 * channels, what follows from both. No DOM here.
 *
 * @import { MeanActivations, Opened } from "../../../client/types.js"
 * @import { Paragraph } from "../defence.js"
 * @import { Ending } from "../ending.js"
 * @import { Cause, Fall, Skipped } from "./cause.js"
 * @import { PruningRun } from "./run.js"
 */

import { mostRaised } from "../../../shared/activations.js";
import { count, percent } from "../../../shared/words.js";
import { BEATEN } from "../ending.js";
import { CHEAP, idleOf, reacts } from "./cause.js";
import { points } from "./words.js";

/** How a sentence begins where the figures fit no story. */
const UNTOLD = "goodnet cannot say why: ";

/** So many channels are named one by one. */
const NAMED = 5;

/**
 * What the curve shows, while nothing is known of the trigger's channels.
 *
 * @param {PruningRun} run
 * @param {Fall} fall
 * @returns {Paragraph}
 */
export function shown(run, fall) {
  const { skipped } = idleOf(run);
  const spared =
    skipped.length === 0
      ? ""
      : ` The recipe skips ${channels(skipped.length)} that clean faces never wake: every model still has them.`;
  return { title: "What the curve shows.", text: `${fell(run, fall)}${spared}` };
}

/**
 * @param {PruningRun} run
 * @param {Opened} model
 * @param {Ending} found
 * @param {Cause} told
 * @param {MeanActivations} activations
 * @returns {Paragraph}
 */
export function why(run, model, found, told, activations) {
  return { title: "Why.", text: `${fell(run, told.fall)} ${because(run, model, found, told, activations)}` };
}

/** What is said where there are no poisoned validation images. @type {Paragraph} */
export const UNSEEN = {
  title: "Why.",
  text: "There are no poisoned validation images, so nobody can say at which channel the attack breaks down.",
};

/**
 * When the attack breaks down.
 *
 * @param {PruningRun} run
 * @param {Fall} fall
 */
function fell({ steps }, { drop, step }) {
  if (step !== null)
    return `On the validation images ASR falls below ${BEATEN}% with ${channels(step.pruned)} pruned, ${when(drop)}.`;
  const last = steps.at(-1);
  return `On the validation images ASR never falls below ${BEATEN}%, however many of the ${channels(last?.pruned ?? 0)} go that the recipe prunes.`;
}

/** @param {number} drop */
function when(drop) {
  return Number(percent(drop)) <= 0
    ? "before clean accuracy has dropped at all"
    : `when clean accuracy has dropped by ${percent(drop)} points`;
}

/**
 * @param {PruningRun} run
 * @param {Opened} model
 * @param {Ending} found
 * @param {Cause} told
 * @param {MeanActivations} activations
 * @returns {string}
 */
function because(run, { scoredOn, trigger: worn }, { best, outcome }, told, activations) {
  const { fall } = told;
  const kept = run.steps.find(({ pruned }) => pruned === best.pruned);
  const after = outcome === "cured" ? beyond(fall, best, kept?.clean ?? 0) : "";
  switch (told.story) {
    case "idle":
      return `${sleepers(run, fall, worn, activations)}: the backdoor lives where clean faces leave the network idle, which is what the pruning defence hopes for, so it goes early and nearly for free.${after}`;
    case "spare":
      return `${nearlyAll(fall)}: ${reaction(fall, worn, activations)}. ${awake(fall)}, yet ${fall.drop > 0 ? "hardly need" : "do not need"} ${them(fall)}, so the attack goes before clean accuracy does.${after}`;
    case "shared": {
      const both = `${nearlyAll(fall)}, and pruning ${them(fall)} took ${percent(fall.cost)} of the ${percent(fall.drop)} points of clean accuracy: clean faces need what the attack needs.`;
      return `${both}${place(run, worn, activations)}${outcome === "kept" ? expected(run, worn, activations) : ""}`;
    }
    case "late":
      return `${nearlyAll(fall)}, and pruning ${them(fall)} took only ${percent(fall.cost)} of these points: the rest went with channels that clean faces wake less, so their turn came first.${place(run, worn, activations)}`;
    case "skipped":
      return skips(run, told, worn);
    case "short":
      return `No threshold keeps this model${affordable(run, fall)}`;
    case "unseen":
      return "";
    case "apart": {
      const [first] = run.steps;
      return `${UNTOLD}on the validation images ASR is ${percent(first?.asr ?? null)}% as the network came and ${percent(kept?.asr ?? null)}% with ${channels(best.pruned ?? 0)} pruned, but on the ${scoredOn} images ${percent(run.baseline?.asr ?? null)}% and ${percent(best.asr)}%.`;
    }
    case "rose":
      return `${UNTOLD}with ${channels(best.pruned ?? 0)} pruned, ASR has risen to ${percent(kept?.asr ?? null)}% again.`;
    case "unmoved":
      return `${UNTOLD}no channel that the recipe prunes takes ASR down by as much as ${points(BEATEN)}.${place(run, worn, activations)}`;
    case "rest":
      return `${UNTOLD}a part of the attack went with ${parts(fall)} at the price of ${percent(Math.max(0, fall.cost))} points of clean accuracy, and the rest of it never went.`;
    case "deaf":
      return `${UNTOLD}${nearlyAll(fall).toLowerCase()}, but most of that with channels that do not react to the ${worn}.`;
  }
}

/**
 * @param {PruningRun} run
 * @param {Skipped} told
 * @param {string} worn
 */
function skips(run, { gone, woken }, worn) {
  const all = idleOf(run).skipped.length;
  const woke = `The recipe skips ${channels(all)} that clean faces never wake, and ${count(woken.length)} of them ${woken.length === 1 ? "reacts" : "react"} to the ${worn}${woken.length === 1 ? `: channel ${woken[0]}` : `, channel ${woken[0]} most`}.`;
  const left =
    gone.pruned === 0
      ? `No channel that it prunes reacts to the ${worn}`
      : `With ${channels(gone.pruned)} pruned, all others that react strongly are gone, clean accuracy is ${percent(gone.clean)}%, and ASR is still ${percent(gone.asr)}%`;
  return `${woke} ${left}: what the recipe skips, and every model still has, is enough for the attack.`;
}

/**
 * Which threshold would keep the model with which the attack is beaten, as the end of a sentence.
 *
 * @param {PruningRun} run
 * @param {Fall} fall
 */
function affordable({ steps }, { drop, step }) {
  const first = steps[0]?.clean ?? 0;
  const sooner = steps.some(({ clean, pruned }) => pruned < (step?.pruned ?? 0) && first - clean >= drop);
  return sooner
    ? ", and none can: clean accuracy was as low before the attack was beaten."
    : `: ask for one that is larger, up to ${percent(drop)} points.`;
}

/**
 * What the model that the verdict is about has pruned after the attack was beaten, and what that took.
 *
 * @param {Fall} fall
 * @param {Ending["best"]} best
 * @param {number} clean of that model, on the validation images
 */
function beyond({ step }, { pruned, threshold }, clean) {
  if (step === null || pruned === null || pruned <= step.pruned) return "";
  const cost = step.clean - clean;
  if (Number(percent(cost)) <= 0) return "";
  return ` The model for ${points(threshold)} goes on to ${channels(pruned)}: with the attack beaten, that took ${percent(cost)} points more.`;
}

/**
 * Which channels that clean images never wake the attack fell with.
 *
 * @param {PruningRun} run
 * @param {Fall} fall
 * @param {string} worn
 * @param {MeanActivations} activations
 */
function sleepers({ ranking }, fall, worn, activations) {
  const until = ranking?.channels.slice(0, fall.step?.pruned) ?? [];
  const found = until.filter(({ channel, dead }) => dead && reacts(activations, channel)).length;
  const which =
    found === 1
      ? `Of these, 1 channel never wakes on clean faces and reacts to the ${worn}`
      : `Of these, ${channels(found)} never wake on clean faces and react to the ${worn}`;
  return `${which}. ${nearlyAll(fall)}`;
}

/** @param {number} number */
function channels(number) {
  return number === 1 ? "1 channel" : `${count(number)} channels`;
}

/** @param {Fall} fall */
function nearlyAll(fall) {
  return `Nearly all of the fall came with ${parts(fall)}`;
}

/** @param {Fall} fall */
function parts({ parts }) {
  const numbers = parts.map(({ channel }) => channel);
  if (numbers.length === 1) return `channel ${numbers[0]}`;
  if (numbers.length > NAMED) return `${channels(numbers.length)}, the largest part with channel ${numbers[0]}`;
  return `channels ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}

/** @param {Fall} fall */
function them({ parts }) {
  return parts.length === 1 ? "it" : "them";
}

/**
 * @param {Fall} fall
 * @param {string} worn
 * @param {MeanActivations} activations
 */
function reaction({ parts }, worn, activations) {
  const reacting = parts.filter(({ channel }) => reacts(activations, channel)).length;
  if (parts.length === 1) return `it reacts to the ${worn}`;
  return reacting === parts.length
    ? `they react to the ${worn}`
    : `${count(reacting)} of them ${reacting === 1 ? "reacts" : "react"} to the ${worn}`;
}

/** @param {Fall} fall */
function awake({ idle, parts }) {
  const woken = parts.length - idle;
  return `Clean faces wake ${parts.length === 1 ? "it" : idle === 0 ? "them" : `${count(woken)} of them`}`;
}

/**
 * Where the channel stands in the order of pruning that reacts most.
 *
 * @param {PruningRun} run
 * @param {string} worn
 * @param {MeanActivations} activations
 */
function place({ ranking }, worn, activations) {
  const strongest = mostRaised(activations);
  if (strongest === null) return ` No channel reacts to the ${worn} by being more active.`;
  const order = ranking?.channels ?? [];
  const at = order.findIndex(({ channel }) => channel === strongest);
  const turn = at === -1 ? "the recipe skips it" : `its turn comes as number ${at + 1} of ${order.length}`;
  return ` Channel ${strongest} reacts most to the ${worn}, and ${turn}.`;
}

/**
 * That the backdoor keeps out of the channels which pruning looks for.
 *
 * @param {PruningRun} run
 * @param {string} worn
 * @param {MeanActivations} activations
 */
function expected(run, worn, activations) {
  const { pruned, skipped } = idleOf(run);
  const idle = [...pruned, ...skipped];
  const [first, bare] = [run.steps[0], run.steps[pruned.length]];
  const unmoved = (first?.asr ?? 0) - (bare?.asr ?? 0) < CHEAP;
  if (idle.length === 0 || !unmoved || idle.some((channel) => reacts(activations, channel))) return "";
  return ` Of the ${channels(idle.length)} that clean faces never wake, none reacts to the ${worn}: the backdoor keeps out of the channels that the pruning defence looks for. An attacker who expects pruning aims at that; whether one did, figures do not tell.`;
}
