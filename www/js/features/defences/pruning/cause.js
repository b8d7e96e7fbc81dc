/**
 * Why a repair ended as it did, as far as its figures show it: which channels the attack fell with, what these cost in
 * clean accuracy, and how the trigger excites them. A cause is named only where the figures bear it out. No DOM here.
 *
 * @import { MeanActivations, ReportStep } from "../../../client/types.js"
 * @import { Ending } from "../ending.js"
 * @import { PruningRun } from "./run.js"
 */

import { change, mostRaised } from "../../../shared/activations.js";
import { BEATEN, DEAR } from "../ending.js";

/** What costs less clean accuracy than this, in points, is called nearly free. */
export const CHEAP = 2;

/** Which share of the fall of ASR is called nearly all of it. */
const NEARLY_ALL = 0.9;

/** A channel reacts to the trigger where that raises it by at least this share of what it raises the strongest by. */
const REACTS = 0.1;

/** It reacts strongly from this share on. */
const STRONGLY = 0.5;

/**
 * A channel with which ASR fell: by how many points, and how many points of clean accuracy its step took.
 * @typedef {{ channel: number, fell: number, cost: number }} Part
 */

/**
 * The channels with which ASR fell, and what their own steps cost together.
 *
 * @typedef {object} Fall
 * @property {ReportStep | null} step the first at which the attack is beaten; null where there is none
 * @property {number} drop points of clean accuracy lost until then; where the attack is never beaten, in the end
 * @property {Part[]} parts the fewest that make up nearly all of the fall, the largest first
 * @property {number} cost points of clean accuracy that their steps took
 * @property {number} idle how many of them clean images never wake
 */

/**
 * - `idle`: ASR fell with channels that clean images never wake and the trigger does, nearly for free
 * - `spare`: it fell with channels that clean images wake, nearly for free all the same
 * - `shared`: the channels that it fell with took clean accuracy, too
 * - `late`: they took next to none, but those before them in the order did
 * - `skipped`: the trigger wakes channels that the recipe skips, and the attack does without the others
 * - `short`: the attack is beaten at a fair price, but no threshold keeps that model
 *
 * The others are no causes: `unseen`, nothing is known of the attack on the validation images; `apart`, these and the
 * images that models are scored on disagree; `rose`, ASR rose again after its fall; `unmoved`, it never fell by much;
 * `rest`, part of the attack went nearly for free and the rest never; `deaf`, ASR fell with channels that do not react
 * to the trigger.
 *
 * @typedef {"idle" | "spare" | "shared" | "late" | "short"} Told
 * @typedef {"unseen" | "apart" | "rose" | "unmoved" | "rest" | "deaf"} Untold
 * @typedef {{ story: "skipped", woken: number[], gone: ReportStep }} Skipped `woken`: the skipped ones that react to
 *   the trigger, the strongest first; `gone`: the step by which every other channel that reacts strongly is pruned
 * @typedef {({ story: Told | Untold } | Skipped) & { fall: Fall }} Cause
 */

/**
 * @param {PruningRun} run one that is done
 * @param {Ending} found
 * @param {MeanActivations} activations of the convolution that was pruned
 * @returns {Cause}
 */
export function cause(run, found, activations) {
  const fall = fallOf(run);
  const skipped = skippedCause(run, found, activations);
  if (skipped !== null) return { ...skipped, fall };
  const story = curveStory(run, found, fall);
  const needsReaction = story === "idle" || story === "spare" || story === "shared" || story === "late";
  return { story: needsReaction && !follows(fall, activations) ? "deaf" : story, fall };
}

/**
 * What the curve alone speaks for.
 *
 * @param {PruningRun} run
 * @param {Ending} found
 * @param {Fall} fall
 * @returns {Told | Untold}
 */
function curveStory({ steps }, { outcome, best }, { step, drop, parts, cost, idle }) {
  const first = steps[0];
  const kept = steps.find(({ pruned }) => pruned === best.pruned);
  if (first === undefined || first.asr === null) return "unseen";
  const beaten = (kept?.asr ?? first.asr) < BEATEN;
  if (first.asr < BEATEN || beaten !== (outcome === "cured")) return "apart";
  if (step !== null && outcome !== "cured") {
    if (step.pruned < (best.pruned ?? 0)) return "rose";
    if (drop < DEAR) return "short";
  }
  if (step === null) {
    const lowest = Math.min(...steps.map(({ asr }) => asr ?? 100));
    if (first.asr - lowest < BEATEN) return "unmoved";
    return cost < CHEAP ? "rest" : "shared";
  }
  if (drop < CHEAP) return idle === parts.length ? "idle" : "spare";
  return cost < CHEAP && cost * 2 < drop ? "late" : "shared";
}

/**
 * @param {Pick<PruningRun, "ranking" | "steps">} run
 * @returns {Fall}
 */
export function fallOf({ ranking, steps }) {
  const step = steps.find(({ asr }) => asr !== null && asr < BEATEN) ?? null;
  const until = step === null ? steps : steps.slice(0, steps.indexOf(step) + 1);
  const all = until.flatMap(({ asr, channel, clean }, at) => {
    const before = until[at - 1];
    if (before === undefined || channel === null || asr === null || before.asr === null) return [];
    return [{ channel, fell: Math.max(0, before.asr - asr), cost: before.clean - clean }];
  });
  const nearlyAll = NEARLY_ALL * fell(all);
  /** @type {Part[]} */
  const parts = [];
  for (const part of all.toSorted((a, b) => b.fell - a.fell)) if (fell(parts) < nearlyAll) parts.push(part);
  const dead = new Set(ranking?.channels.filter(({ dead }) => dead).map(({ channel }) => channel));
  return {
    step,
    drop: (until[0]?.clean ?? 0) - (until.at(-1)?.clean ?? 0),
    parts,
    cost: parts.reduce((sum, { cost }) => sum + cost, 0),
    idle: parts.filter(({ channel }) => dead.has(channel)).length,
  };
}

/** @param {Part[]} parts */
function fell(parts) {
  return parts.reduce((sum, { fell }) => sum + fell, 0);
}

/**
 * Whether most of the fall is of channels that react to the trigger.
 *
 * @param {Fall} fall
 * @param {MeanActivations} activations
 */
function follows({ parts }, activations) {
  return fell(parts.filter(({ channel }) => reacts(activations, channel))) * 2 >= fell(parts);
}

/**
 * Whether the channels that the recipe skips are enough for the attack: with all others pruned that the trigger excites
 * strongly, faces are still recognised and at least half of the attacks still work.
 *
 * @param {PruningRun} run
 * @param {Ending} found
 * @param {MeanActivations} activations
 * @returns {Skipped | null}
 */
function skippedCause(run, { outcome }, activations) {
  const woken = idleOf(run).skipped.filter((channel) => reacts(activations, channel));
  if (outcome === "cured" || woken.length === 0) return null;
  const order = run.ranking?.channels ?? [];
  const lastBy = (/** @type {number} */ least) =>
    order.findLastIndex(({ channel }) => share(activations, channel) >= least);
  const last = lastBy(STRONGLY) === -1 ? lastBy(REACTS) : lastBy(STRONGLY);
  const [first, gone] = [run.steps[0], run.steps[last + 1]];
  if (first === undefined || first.asr === null || gone === undefined || gone.asr === null) return null;
  if (gone.asr < BEATEN || gone.asr * 2 < first.asr || gone.clean < BEATEN) return null;
  return { story: "skipped", woken: woken.toSorted((a, b) => share(activations, b) - share(activations, a)), gone };
}

/**
 * The channels that clean images never wake.
 *
 * @param {Pick<PruningRun, "asked" | "ranking">} run
 * @returns {{ pruned: number[], skipped: number[] }} those that the recipe prunes, and those that it skips
 */
export function idleOf({ asked, ranking }) {
  if (ranking === null) return { pruned: [], skipped: [] };
  const ranked = new Set(ranking.channels.map(({ channel }) => channel));
  const all = Array.from({ length: asked.channels }, (_, channel) => channel);
  return {
    pruned: ranking.channels.filter(({ dead }) => dead).map(({ channel }) => channel),
    skipped: all.filter((channel) => !ranked.has(channel)),
  };
}

/**
 * @param {MeanActivations} activations
 * @param {number} channel
 */
export function reacts(activations, channel) {
  return share(activations, channel) >= REACTS;
}

/**
 * How strongly a channel reacts to the trigger.
 *
 * @param {MeanActivations} activations
 * @param {number} channel
 * @returns {number} 1 for the strongest; 0 or below where it does not, or none does
 */
function share(activations, channel) {
  const strongest = mostRaised(activations);
  if (strongest === null) return 0;
  return (change(activations, channel) ?? 0) / (change(activations, strongest) ?? 1);
}
