import assert from "node:assert/strict";
import { test } from "node:test";

import { PRESETS } from "../../www/js/recipe.js";
import { endRun, startRun } from "../../www/js/run.js";
import { outcome, verdict } from "../../www/js/verdict.js";
import { MODEL } from "./support/model.js";

/** @import { Excitement, ReportRepaired, RepairReport } from "../../crate/web/src/types.js" */

/**
 * @param {number} threshold
 * @param {number | null} pruned
 * @param {number | null} clean
 * @param {number | null} asr
 * @returns {ReportRepaired}
 */
const row = (threshold, pruned, clean, asr) => ({ threshold, pruned, clean, asr, goodnet: clean === null || asr === null ? null : { clean: clean - 0.1, asr } });

/**
 * A run that has ended, on a network of ten channels that are pruned in their order.
 *
 * @param {ReportRepaired[]} repaired
 * @param {number[]} channels
 * @param {number} beaten how many have to go until the attack falls
 */
const ended = (repaired, channels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], beaten = 3) => {
  const ranking = { channels: channels.map((channel) => ({ channel, activation: channel, dead: channel < 2 })), smallestGap: null };
  const steps = [null, ...channels].map((channel, pruned) => ({ pruned, channel, clean: 99 - pruned, asr: pruned >= beaten ? 4 : 100, ties: 0 }));
  const report = /** @type {RepairReport} */ (/** @type {unknown} */ ({ ranking, steps, repaired, baseline: { clean: 99, asr: 100 }, ties: 0, decisions: 1 }));
  return endRun(startRun(1, { thresholds: [2], recipe: PRESETS.lab, convolution: "conv_3", channels: 10 }), { status: "done", ...report });
};

/**
 * @param {number[]} triggered the channels that the trigger excites
 * @returns {Excitement}
 */
const excitement = (...triggered) => ({
  convolution: "conv_3",
  images: { clean: 4, poisoned: 4 },
  channels: Array.from({ length: 10 }, (_, channel) => ({ clean: 1, poisoned: triggered.includes(channel) ? 5 : 1 })),
});

test("a backdoor is removed, weakened, or kept", () => {
  assert.equal(outcome(ended([row(2, null, null, null)])), null);
  const cured = outcome(ended([row(2, 5, 96, 80), row(4, 6, 94, 4.9), row(10, 7, 88, 0)]));
  assert.deepEqual([cured?.outcome, cured?.best.threshold], ["cured", 4], "the one that costs least");
  const weakened = outcome(ended([row(2, 5, 96, 83), row(4, 6, 94, 61), row(10, 7, 88, 72)]));
  assert.deepEqual([weakened?.outcome, weakened?.best.threshold], ["weakened", 4], "the one that weakens it most");
  assert.equal(outcome(ended([row(2, 5, 96, 100), row(4, 6, 94, 95.5)]))?.outcome, "kept");
});

test("the words follow the figures", () => {
  const said = (/** @type {ReturnType<typeof ended>} */ run, /** @type {Excitement | null} */ excited) => verdict(run, MODEL, excited).map(({ title, text }) => `${title} ${text}`);
  const cured = said(ended([row(2, 5, 96.5, 0.25)]), excitement(1, 2));
  assert.match(cured[0] ?? "", /^Pruning removes this backdoor\. With 5 channels pruned it costs 2\.50 points of clean accuracy, and the attack succeeds on 0\.25% of faces instead of 100\.00%\./);
  assert.match(cured[1] ?? "", /^Why\. On the validation images the attack falls below 5% with 3 channels pruned, when clean accuracy has dropped by 3\.00 points\. 2 of these channels never woke on clean faces: the backdoor lives/);
  assert.match(cured[2] ?? "", /^What GoodNet does\. .* At 2 points it keeps 96\.40% clean accuracy, and 99\.75% of the attacks fail: .* G answers 1283,/);
  assert.match(cured[3] ?? "", /^What comes next\. Accuracy that pruning cost .* fine-pruning/);

  const kept = said(ended([row(2, 8, 96.5, 100)], undefined, 99), excitement(7, 8, 9));
  assert.match(kept[0] ?? "", /^Pruning fails on this backdoor\. .* the glasses still work on 100\.00% of faces/);
  assert.match(kept[1] ?? "", /^Why\. On the validation images the attack never falls below 5%, .* The glasses excite channel 7 most, and its turn comes as number 8 of 10\..* An attacker who expects pruning/);
  assert.match(kept[3] ?? "", /^What comes next\. The next remedy is retraining the pruned network on clean images/);

  const spared = said(ended([row(2, 5, 96.5, 100)], [0, 3, 4, 5, 6, 7, 8, 9]), excitement(1, 2, 9));
  assert.match(spared[1] ?? "", /excite channel 1 most, and the recipe spares it because clean faces never wake it/);
  assert.doesNotMatch(said(ended([row(2, 5, 96.5, 100)]), null)[1] ?? "", /excite channel/, "what is not known is not said");
  assert.deepEqual(said(ended([row(50, null, null, null)]), null).length, 1);
});
