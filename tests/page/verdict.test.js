import assert from "node:assert/strict";
import { test } from "node:test";

import { endRun, startRun } from "../../www/js/features/repair/run.js";
import { ending } from "../../www/js/features/defences/ending.js";
import { headline, verdict } from "../../www/js/features/defences/pruning/verdict-words.js";
import { asked, MODEL, pruned } from "./support/model.js";

/** @import { MeanActivations, ReportRepaired, PruningOutcome } from "../../crate/web/src/types.js" */

/**
 * @param {number} threshold
 * @param {number | null} pruned
 * @param {number | null} clean
 * @param {number | null} asr
 * @returns {ReportRepaired}
 */
const row = (threshold, pruned, clean, asr) => ({
  threshold,
  pruned,
  clean,
  asr,
  goodnet: clean === null || asr === null ? null : { clean: clean - 0.1, asr },
});

/**
 * A run that has ended, on a network of ten channels that are pruned in their order.
 *
 * @param {ReportRepaired[]} repaired
 * @param {number[]} channels
 * @param {number} beaten how many have to go until the attack falls
 * @param {{ idle?: number, each?: number, attacked?: number | null, seen?: boolean }} [how] how many channels never
 *   wake, what a channel costs, how often the attack works on B, and whether there are poisoned validation images
 */
const ended = (
  repaired,
  channels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  beaten = 3,
  { idle = 2, each = 0.5, attacked = 100, seen = true } = {},
) => {
  const ranking = {
    channels: channels.map((channel) => ({ channel, activation: channel, dead: channel < idle })),
    smallestGap: null,
  };
  const steps = [null, ...channels].map((channel, gone) => ({
    pruned: gone,
    channel,
    clean: 99 - gone * each,
    asr: !seen ? null : gone >= beaten ? 4 : 100,
    ties: 0,
  }));
  const report = /** @type {PruningOutcome} */ (
    /** @type {unknown} */ ({ ranking, steps, repaired, baseline: { clean: 99, asr: attacked }, ties: 0, decisions: 1 })
  );
  return pruned(endRun(startRun(1, asked([2], 10)), { status: "done", ...report }));
};

/**
 * @param {number[]} triggered the channels that the trigger excites
 * @returns {MeanActivations}
 */
const channelActivations = (...triggered) => ({
  convolution: "conv_3",
  images: { clean: 4, poisoned: 4 },
  channels: Array.from({ length: 10 }, (_, channel) => ({ clean: 1, poisoned: triggered.includes(channel) ? 5 : 1 })),
});

test("a backdoor is removed, weakened, or kept", () => {
  assert.equal(ending(ended([row(2, null, null, null)])), null);
  const cured = ending(ended([row(2, 5, 96, 80), row(4, 6, 94, 4.9), row(10, 7, 88, 0)]));
  assert.deepEqual([cured?.outcome, cured?.best.threshold], ["cured", 4], "the one that costs least");
  const unsorted = ending(ended([row(10, 7, 88, 0), row(4, 6, 94, 4.9)]));
  assert.equal(unsorted?.best.threshold, 4, "in whatever order the thresholds were typed");
  const weakened = ending(ended([row(2, 5, 96, 83), row(4, 6, 94, 61), row(10, 7, 88, 72)]));
  assert.deepEqual([weakened?.outcome, weakened?.best.threshold], ["weakened", 4], "the one that weakens it most");
  assert.equal(ending(ended([row(2, 5, 96, 100), row(4, 6, 94, 95.5)]))?.outcome, "kept");
});

/**
 * @param {ReturnType<typeof ended>} run
 * @param {MeanActivations | null} [excited]
 */
const said = (run, excited = null) => verdict(run, MODEL, excited).map(({ title, text }) => `${title} ${text}`);

test("the words follow the figures", () => {
  const cured = said(ended([row(2, 5, 96.5, 0.25)]), channelActivations(1, 2));
  assert.match(
    cured[0] ?? "",
    /^Pruning removes this backdoor\. With 5 channels pruned \(the model for 2 points\) it costs 2\.50 points of clean accuracy, and the attack succeeds on 0\.25% of faces instead of 100\.00%\.$/,
  );
  assert.match(
    cured[1] ?? "",
    /^Why\. On the validation images the attack falls below 5% with 3 channels pruned, when clean accuracy has dropped by 1\.50 points\. 2 of these channels never woke on clean faces: the backdoor lives .* nearly for free\.$/,
  );
  assert.match(
    cured[2] ?? "",
    /^What GoodNet does\. .* At 2 points it keeps 96\.40% clean accuracy, and 99\.75% of the attacks fail: .* G answers 1283, “backdoored”\.$/,
  );
  assert.match(cured[3] ?? "", /^What comes next\. Accuracy that pruning cost .* fine-pruning/);

  const kept = said(ended([row(2, 8, 96.5, 100)], undefined, 99), channelActivations(7, 8, 9));
  assert.match(
    kept[0] ?? "",
    /^Pruning fails on this backdoor\. .* attacks with the glasses still work on 100\.00% of faces/,
  );
  assert.match(
    kept[1] ?? "",
    /^Why\. On the validation images the attack never falls below 5%, .* Channel 7 reacts most to the glasses, and its turn comes as number 8 of 10\..* An attacker who expects pruning/,
  );
  assert.match(kept[3] ?? "", /^What comes next\. The next remedy is retraining the pruned network on clean images/);

  const spared = said(ended([row(2, 5, 96.5, 100)], [0, 3, 4, 5, 6, 7, 8, 9]), channelActivations(1, 2, 9));
  assert.match(
    spared[1] ?? "",
    /Channel 1 reacts most to the glasses, and the recipe spares it because clean faces never wake it/,
  );
  assert.doesNotMatch(said(ended([row(2, 5, 96.5, 100)]))[1] ?? "", /reacts most/, "what is not known is not said");
  assert.equal(said(ended([row(50, null, null, null)])).length, 1);
});

test("a dear cure is called dear, and nothing is called free without idle channels and a low price", () => {
  const dear = ended([row(4, 5, 86.69, 3)], undefined, 5, { idle: 0, each: 3 });
  const [judged, why] = said(dear);
  assert.match(
    judged ?? "",
    /^Pruning removes this backdoor, at a high price\. With 5 channels pruned \(the model for 4 points\) it costs 12\.31 points .* The model before it has not dropped by 4 points yet: the last channel alone took 3\.00 points on the validation images\. Of 100 faces, 12 more are not recognised\.$/,
  );
  assert.match(
    why ?? "",
    /dropped by 15\.00 points\. None of these channels was idle on clean faces: clean faces need channels that the backdoor uses, so it goes only together with clean accuracy\.$/,
  );
  assert.doesNotMatch(said(dear).join(" "), /for free|a repaired network|leave the network idle/);
  assert.equal(headline(dear, MODEL), "Pruning removes this backdoor, at a high price.");

  const some = said(ended([row(4, 5, 96, 3)], undefined, 5, { idle: 3, each: 1 }))[1] ?? "";
  assert.match(some, /3 of these channels never woke on clean faces, but the others did: /);
  const awake = said(ended([row(4, 5, 96, 3)], undefined, 3, { idle: 0, each: 0.5 }))[1] ?? "";
  assert.match(awake, /None of these channels was idle on clean faces, yet clean faces can do without them/);
  assert.match(
    said(ended([row(4, 5, 96, 3)], undefined, 2, { each: 0 }))[1] ?? "",
    /with 2 channels pruned, before clean accuracy has dropped at all\. 2 of these .* nearly for free/,
  );
});

test("what pruning gains is no price", () => {
  assert.match(said(ended([row(2, 5, 99.2, 0)]))[0] ?? "", /it costs no clean accuracy, and/);
});

test("GoodNet is told of the model that the verdict is about", () => {
  const run = ended([row(3, 4, 95, 88), row(50.5, 8, 44.84, 90)], undefined, 99);
  assert.match(said(run)[0] ?? "", /\(the model for 3 points\)/);
  assert.match(
    said(run)[2] ?? "",
    /At 3 points it keeps 94\.90% clean accuracy, and 12\.00% of the attacks fail: there B′ no longer .* where B′ is still fooled, so is G\.$/,
  );
});

test("a GoodNet that catches next to nothing is not praised", () => {
  const guard = said(ended([row(2, 5, 96.5, 100)], undefined, 99))[2] ?? "";
  assert.match(
    guard,
    /^What GoodNet does\. .* At 2 points it keeps 96\.40% clean accuracy, and the attack still succeeds on 100\.00% of faces: B′ is fooled like B, .* G passes it on\./,
  );
  assert.doesNotMatch(guard, /attacks fail|backdoored/);
});

test("what the images cannot show is not said", () => {
  const unseen = said(ended([row(2, 5, 96.5, 0)], undefined, 3, { seen: false }));
  assert.equal(
    unseen[1],
    "Why. There are no poisoned validation images, so nobody can say at which channel the attack breaks down.",
  );
  assert.match(
    said(ended([row(2, 5, 96.5, null)], undefined, 3, { attacked: null }))[0] ?? "",
    /^Nothing is known of the attack\./,
  );
  assert.match(
    said(ended([row(2, 5, 96.5, 0)], undefined, 3, { attacked: 0.5 }))[0] ?? "",
    /^There is no attack to remove\. The network as it came takes 0\.50% of the poisoned images for the target/,
  );
});

test("a repair that was stopped says why there is nothing to see", () => {
  const { steps } = ended([], undefined, 3, { each: 1 });
  const stopped = (/** @type {Partial<ReturnType<typeof ended>>} */ how) =>
    said({ ...pruned(startRun(1, asked([2, 4], 10))), status: "cancelled", ...how });
  assert.deepEqual(stopped({}), ["No model was kept. Cancelled before clean accuracy had dropped by 2 points."]);
  assert.deepEqual(stopped({ steps: steps.slice(0, 2) }), [
    "No model was kept. Cancelled before clean accuracy had dropped by 2 points.",
  ]);
  assert.deepEqual(stopped({ steps }), ["No model was kept. Cancelled before the repaired models were scored."]);
  assert.deepEqual(stopped({ steps, status: "failed" }), [
    "No model was kept. The repair stopped before the repaired models were scored.",
  ]);
  assert.deepEqual(stopped({ steps, repaired: [row(2, 2, 97, 100)] }), [
    "No model was kept. Cancelled before all repaired models were scored: the table has what was known by then.",
  ]);
});
