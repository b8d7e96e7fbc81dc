import assert from "node:assert/strict";
import { test } from "node:test";

import { endRun, startRun } from "../../www/js/features/repair/run.js";
import { ending } from "../../www/js/features/defences/ending.js";
import { PRESETS } from "../../www/js/features/defences/pruning/recipe.js";
import { headline, verdict } from "../../www/js/features/defences/pruning/verdict-words.js";
import { asked, MODEL, pruned } from "./support/model.js";
import { goodnet, UNKNOWN } from "./support/report.js";

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
  ...UNKNOWN,
  goodnet: clean === null || asr === null ? null : goodnet(clean - 0.1, asr),
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
  const cured = said(ended([row(2, 5, 96.5, 0.25)], undefined, 3, { idle: 3 }), channelActivations(1, 2));
  assert.match(
    cured[0] ?? "",
    /^Pruning removes this backdoor\. With 5 channels pruned \(the model for 2 points\) it costs 2\.50 points of clean accuracy, and ASR is 0\.25% instead of 100\.00%\.$/,
  );
  assert.match(
    cured[1] ?? "",
    /^Why\. On the validation images ASR falls below 5% with 3 channels pruned, when clean accuracy has dropped by 1\.50 points\. Of these, 2 channels never wake on clean faces and react to the glasses\. Nearly all of the fall came with channel 2: the backdoor lives .* nearly for free\. The model for 2 points goes on to 5 channels: with the attack beaten, that took 1\.00 points more\.$/,
  );
  assert.match(
    cured[2] ?? "",
    /^What GoodNet does\. .* At 2 points it keeps 96\.40% clean accuracy, and its ASR is 0\.25%: on 99\.75% of the poisoned images B is fooled and B′ is not, .* G answers 1283, “backdoored”\.$/,
  );
  assert.match(cured[3] ?? "", /^What comes next\. Accuracy that pruning cost .* fine-pruning/);

  const kept = said(ended([row(2, 8, 96.5, 100)], undefined, 10, { each: 2.5 }), channelActivations(7, 8, 9));
  assert.match(
    kept[0] ?? "",
    /^Pruning fails on this backdoor\. With 8 channels pruned .*, and ASR is still 100\.00%\.$/,
  );
  assert.match(
    kept[1] ?? "",
    /^Why\. .* with 10 channels pruned, when clean accuracy has dropped by 25\.00 points\. Nearly all of the fall came with channel 9, and pruning it took 2\.50 of the 25\.00 points of clean accuracy: .* Channel 7 reacts most to the glasses, and its turn comes as number 8 of 10\. Of the 2 channels that clean faces never wake, none reacts to the glasses: .* whether one did, figures do not tell\.$/,
  );
  assert.match(
    kept[3] ?? "",
    /^What comes next\. Reports on the lab call for retraining the pruned network on clean images.*choose “Refitting the last layer”/,
  );
  assert.equal(said(ended([row(50, null, null, null)])).length, 1);
});

test("until it is known how the trigger excites the channels, only what the curve shows is told", () => {
  const curve = said(ended([row(2, 5, 96.5, 0.25)]))[1] ?? "";
  assert.equal(
    curve,
    "What the curve shows. On the validation images ASR falls below 5% with 3 channels pruned, when clean accuracy has dropped by 1.50 points.",
  );
  const other = { ...channelActivations(1, 2), convolution: "conv_2" };
  assert.equal(said(ended([row(2, 5, 96.5, 0.25)]), other)[1], curve, "another layer's channels say nothing");
  assert.equal(
    said(skipping([row(2, 5, 96.5, 100)], [0, 3, 4, 5, 6, 7, 8, 9], 99))[1],
    "What the curve shows. On the validation images ASR never falls below 5%, however many of the 8 channels go that the recipe prunes. The recipe skips 2 channels that clean faces never wake: every model still has them.",
  );
});

/**
 * A run whose recipe skips channels that clean images never wake.
 *
 * @param {Parameters<typeof ended>} how
 */
const skipping = (...how) => {
  const run = ended(...how);
  return { ...run, asked: { ...run.asked, recipe: PRESETS.report } };
};

test("channels that the recipe skips are blamed where they are enough for the attack", () => {
  const spared = said(
    skipping([row(2, 5, 96.5, 100)], [0, 3, 4, 5, 6, 7, 8, 9], 99, { idle: 0 }),
    channelActivations(1, 2, 7),
  );
  assert.match(
    spared[1] ?? "",
    /The recipe skips 2 channels that clean faces never wake, and 2 of them react to the glasses, channel 1 most\. With 6 channels pruned, all others that react strongly are gone, clean accuracy is 96\.00%, and ASR is still 100\.00%: what the recipe skips, .* is enough for the attack\.$/,
  );
  assert.match(spared.at(-1) ?? "", /^What comes next\. Repair once more with recipe lab/);
  const alone = skipping([row(2, 5, 96.5, 100)], [0, 3, 4, 5, 6, 7, 8, 9], 99, { idle: 0 });
  assert.match(
    said(alone, channelActivations(2))[1] ?? "",
    /, and 1 of them reacts to the glasses: channel 2\. No channel that it prunes reacts to the glasses: /,
  );
  const innocent = said(alone, channelActivations(7)).join(" ");
  assert.match(
    innocent,
    /goodnet cannot say why: no channel that the recipe prunes takes ASR down by as much as 5 points/,
  );
  assert.doesNotMatch(innocent, /is enough for the attack|recipe lab/);
  const gone = said(
    skipping([row(2, 5, 96.5, 100)], [0, 3, 4, 5, 6, 7, 8, 9], 6, { idle: 0, each: 9 }),
    channelActivations(1, 9),
  );
  assert.doesNotMatch(gone.join(" "), /is enough for the attack/, "the attack falls while they are there");
  const ruined = said(
    skipping([row(2, 5, 96.5, 100)], [0, 3, 4, 5, 6, 7, 8, 9], 99, { idle: 0, each: 14 }),
    channelActivations(1, 9),
  );
  assert.doesNotMatch(ruined.join(" "), /is enough for the attack/, "a network that knows nobody shows nothing");
});

test("a dear cure is called dear, and nothing is called free without idle channels and a low price", () => {
  const dear = ended([row(4, 5, 86.69, 3)], undefined, 5, { idle: 0, each: 3 });
  const [judged, why] = said(dear, channelActivations(4));
  assert.match(
    judged ?? "",
    /^Pruning removes this backdoor, at a high price\. With 5 channels pruned \(the model for 4 points\) it costs 12\.31 points .* The model before it has not dropped by 4 points yet: the last channel alone took 3\.00 points on the validation images\. Of 100 faces, 12 more are not recognised\.$/,
  );
  assert.match(
    why ?? "",
    /dropped by 15\.00 points\. Nearly all of the fall came with channel 4, and pruning it took 3\.00 of the 15\.00 points of clean accuracy: clean faces need what the attack needs\./,
  );
  assert.doesNotMatch(said(dear, channelActivations(4)).join(" "), /for free|leave the network idle|expects pruning/);
  assert.equal(headline(dear, MODEL), "Pruning removes this backdoor, at a high price.");

  const awake = ended([row(4, 5, 96, 3)], undefined, 3, { idle: 0, each: 0.5 });
  assert.match(
    said(awake, channelActivations(2))[1] ?? "",
    /came with channel 2: it reacts to the glasses\. Clean faces wake it, yet hardly need it, so the attack goes before clean accuracy does\. The model for 4 points goes on to 5 channels/,
  );
  assert.match(
    said(ended([row(4, 5, 96, 3)], undefined, 2, { each: 0 }), channelActivations(0, 1))[1] ?? "",
    /with 2 channels pruned, before clean accuracy has dropped at all\. Of these, 2 channels never wake .* nearly for free\.$/,
  );
});

/**
 * The same run with another curve: clean accuracy and ASR from nothing pruned on.
 *
 * @param {ReturnType<typeof ended>} run
 * @param {[clean: number, asr: number | null][]} curve
 */
const along = (run, curve) => ({
  ...run,
  steps: run.steps.flatMap((step, at) => {
    const [clean, asr] = curve[at] ?? [];
    return clean === undefined ? [] : [{ ...step, clean, asr: asr ?? null }];
  }),
});

/** @type {[name: string, repaired: ReportRepaired[], curve: [number, number | null][], triggered: number[], told: RegExp][]} */
const CURVES = [
  [
    "channels before those of the attack took the accuracy",
    [row(30, 4, 60, 0)],
    [
      [99, 100],
      [89, 100],
      [79, 100],
      [60.5, 100],
      [60, 0],
    ],
    [3],
    /came with channel 3, and pruning it took only 0\.50 of these points: the rest went with channels that clean faces wake less, so their turn came first\. Channel 3 reacts most to the glasses, and its turn comes as number 4 of 10\.$/,
  ],
  [
    "the thresholds stop too early",
    [row(2, 2, 97, 100)],
    [
      [99, 100],
      [98, 100],
      [97, 100],
      [95.5, 0],
    ],
    [2],
    /with 3 channels pruned, when clean accuracy has dropped by 3\.50 points\. No threshold keeps this model: ask for one that is larger, up to 3\.50 points\.$/,
  ],
  [
    "no threshold can keep it",
    [row(2, 2, 94, 100)],
    [
      [99, 100],
      [98, 100],
      [94, 100],
      [97, 0],
    ],
    [2],
    /No threshold keeps this model, and none can: clean accuracy was as low before the attack was beaten\.$/,
  ],
  [
    "validation and test images disagree on a cure",
    [row(2, 2, 97, 0)],
    [
      [99, 100],
      [98, 100],
      [97, 60],
    ],
    [1],
    /goodnet cannot say why: on the validation images ASR is 100\.00% as the network came and 60\.00% with 2 channels pruned, but on the test images 100\.00% and 0\.00%\.$/,
  ],
  [
    "they disagree on a failure",
    [row(2, 2, 97, 50)],
    [
      [99, 100],
      [98, 100],
      [97, 0],
    ],
    [1],
    /goodnet cannot say why: on the validation images .* 0\.00% with 2 channels pruned, but .* and 50\.00%\.$/,
  ],
  [
    "there is no attack on the validation images",
    [row(2, 2, 97, 50)],
    [
      [99, 2],
      [98, 2],
      [97, 2],
    ],
    [1],
    /goodnet cannot say why: on the validation images ASR is 2\.00% as the network came/,
  ],
  [
    "the attack comes back",
    [row(2, 3, 97, 80)],
    [
      [99, 100],
      [98, 0],
      [97.5, 50],
      [97, 80],
    ],
    [1],
    /goodnet cannot say why: with 3 channels pruned, ASR has risen to 80\.00% again\.$/,
  ],
  [
    "no channel takes the attack down",
    [row(2, 2, 97, 99)],
    [
      [99, 100],
      [98, 99],
      [97, 99],
      [50, 98],
      [3, 100],
    ],
    [1],
    /goodnet cannot say why: no channel that the recipe prunes takes ASR down by as much as 5 points\. Channel 1 reacts most to the glasses/,
  ],
  [
    "a part of it goes for nothing and the rest never",
    [row(2, 3, 97, 40)],
    [
      [99, 100],
      [99, 40],
      [98, 40],
      [97, 40],
    ],
    [0],
    /goodnet cannot say why: a part of the attack went with channel 0 at the price of 0\.00 points of clean accuracy, and the rest of it never went\.$/,
  ],
  [
    "it falls with channels that the trigger leaves alone",
    [row(30, 3, 60, 0)],
    [
      [99, 100],
      [98, 100],
      [97, 100],
      [60, 0],
    ],
    [8],
    /goodnet cannot say why: nearly all of the fall came with channel 2, but most of that with channels that do not react to the glasses\.$/,
  ],
  [
    "the trigger excites no channel",
    [row(2, 2, 97, 100)],
    [
      [99, 100],
      [98, 100],
      [97, 100],
    ],
    [],
    /goodnet cannot say why: no channel .* No channel reacts to the glasses by being more active\.$/,
  ],
];

for (const [name, repaired, curve, triggered, told] of CURVES) {
  test(`what fits: ${name}`, () => {
    const run = along(ended(repaired, undefined, 99, { idle: 0 }), curve);
    const why = said(run, channelActivations(...triggered))[1] ?? "";
    assert.match(why, /^Why\. /);
    assert.match(why, told);
    assert.doesNotMatch(why, /expects pruning|enough for the attack|nearly for free/);
  });
}

test("one channel that costs everything is named, whatever is known of the attack", () => {
  const rows = [2, 4, 10, 30].map((threshold) => row(threshold, 3, 23, 0));
  /** @type {[number, number][]} */
  const cliff = [
    [100, 100],
    [100, 100],
    [100, 100],
    [23, 0],
    [23, 0],
  ];
  const run = along(ended(rows, undefined, 3, { idle: 0 }), cliff);
  const all =
    "One channel costs 77.00 points at once. Channel 2, pruned as number 3, takes clean accuracy from 100.00% to 23.00% on the validation images. So all 4 thresholds keep one and the same model, and there is none in between.";
  assert.ok(said(run, channelActivations(2)).includes(all));
  assert.doesNotMatch(said(run)[0] ?? "", /the last channel alone/, "it is told once");
  const unattacked = { ...run, baseline: { clean: 100, asr: null, ...UNKNOWN } };
  assert.deepEqual(said(unattacked).slice(1), [all]);
  assert.deepEqual(said({ ...run, baseline: { clean: 100, asr: 1, ...UNKNOWN } }).slice(1), [all]);
  const some = { ...run, repaired: [...rows.slice(0, 3), row(90, null, null, null)] };
  assert.ok(said(some).some((text) => /So the 3 thresholds that were reached keep one and the same model/.test(text)));
  const alone = { ...run, repaired: rows.slice(0, 1) };
  assert.ok(said(alone).some((text) => /So the model for 2 points has lost 77\.00, and/.test(text)));
  const apart = { ...run, repaired: [row(2, 2, 97, 100), ...rows.slice(1)] };
  assert.ok(
    said(apart).every((text) => !text.startsWith("One channel costs")),
    "there is a choice",
  );
  const gentle = along(ended(rows, undefined, 3), [
    [100, 100],
    [99, 100],
    [98.5, 100],
    [97, 0],
  ]);
  assert.ok(
    said({ ...gentle, repaired: [row(1.9, 3, 97, 0), row(2, 3, 97, 0)] }).every(
      (text) => !text.startsWith("One channel"),
    ),
  );
});

test("what pruning gains is no price", () => {
  const free = said(ended([row(2, 5, 99.2, 0)]));
  assert.match(free[0] ?? "", /it costs no clean accuracy, and/);
  assert.doesNotMatch(free.join(" "), /What comes next/, "there is nothing to win back");
});

test("GoodNet is told of the model that the verdict is about", () => {
  const run = ended([row(3, 4, 95, 88), row(50.5, 8, 44.84, 90)], undefined, 99);
  assert.match(said(run)[0] ?? "", /\(the model for 3 points\)/);
  assert.match(
    said(run)[2] ?? "",
    /At 3 points it keeps 94\.90% clean accuracy, and its ASR is 88\.00%: on 12\.00% of the poisoned images .* Where both are fooled, so is G\.$/,
  );
  const feeble = ended([row(3, 4, 95, 30)], undefined, 99, { attacked: 60 });
  assert.match(
    said(feeble)[2] ?? "",
    /on 30\.00% of the poisoned images B is fooled and B′ is not/,
    "B itself withstood the rest",
  );
});

test("a GoodNet that catches next to nothing is not praised", () => {
  const guard = said(ended([row(2, 5, 96.5, 100)], undefined, 99))[2] ?? "";
  assert.match(
    guard,
    /^What GoodNet does\. .* At 2 points it keeps 96\.40% clean accuracy, and its ASR is 100\.00%: B′ is fooled like B, .* G passes it on\./,
  );
  assert.doesNotMatch(guard, /B′ is not|backdoored/);
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
