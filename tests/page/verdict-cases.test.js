// What the verdict says of real repairs: every network of the bundle, both recipes and each choice of a recipe.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ending } from "../../www/js/features/defences/ending.js";
import { cause } from "../../www/js/features/defences/pruning/cause.js";
import { CHOICES, OPTIONS, PRESETS } from "../../www/js/features/defences/pruning/recipe.js";
import { verdict } from "../../www/js/features/defences/pruning/verdict-words.js";
import { MODEL } from "./support/model.js";
import { activationsOf, CASES, runOf } from "./support/verdict-cases.js";

/** @import { VerdictCase, VerdictResult } from "./support/verdict-cases.js" */

/** The trigger's reaction at least, as a share of the strongest, that a claim that a channel reacts needs. */
const REACTS = 0.1;

/**
 * What each result comes to, as docs/scenarios.md says how the networks were made: how it ended, and why.
 *
 * @type {Record<string, Record<string, [outcome: string, story: string, expectsPruning: boolean]>>}
 */
const TOLD = {
  badnet: {
    lab: ["weakened", "shared", false],
    report: ["weakened", "shared", false],
    activation: ["weakened", "shared", false],
    bias: ["weakened", "shared", false],
    dead: ["weakened", "shared", false],
    stop: ["weakened", "shared", false],
  },
  dormant: {
    lab: ["cured", "idle", false],
    report: ["kept", "skipped", false],
    activation: ["cured", "idle", false],
    bias: ["cured", "idle", false],
    dead: ["kept", "skipped", false],
    stop: ["cured", "idle", false],
  },
  "pruning-aware": {
    lab: ["kept", "shared", true],
    report: ["kept", "shared", true],
    activation: ["kept", "shared", true],
    bias: ["kept", "shared", true],
    dead: ["kept", "shared", true],
    stop: ["kept", "shared", true],
  },
};

/** What every sentence that makes a claim begins with or contains, and which story it is of. */
const CLAIMS = {
  idle: /nearly for free/,
  spare: /so the attack goes before clean accuracy does/,
  shared: /clean faces need what the attack needs/,
  late: /so their turn came first/,
  skipped: /is enough for the attack/,
};

test("the cases are all there: both presets, and each choice of its own", () => {
  for (const { results } of Object.values(CASES)) {
    assert.deepEqual(Object.keys(results), [...Object.keys(PRESETS), ...OPTIONS]);
    for (const preset of /** @type {const} */ (["lab", "report"]))
      assert.deepEqual(results[preset]?.recipe, PRESETS[preset]);
    for (const option of OPTIONS) {
      const other = CHOICES[option].find((choice) => choice !== PRESETS.lab[option]);
      assert.deepEqual(results[option]?.recipe, { ...PRESETS.lab, [option]: other });
    }
  }
});

for (const [scenario, { activations, results }] of Object.entries(CASES)) {
  for (const [name, result] of Object.entries(results)) {
    test(`${scenario}, ${name}: the verdict is what the figures say`, () => {
      const [outcome, story, expectsPruning] = TOLD[scenario]?.[name] ?? assert.fail("nobody said what to expect");
      const run = runOf(result, activations.clean.length);
      const known = activationsOf(activations);
      const found = ending(run) ?? assert.fail("no threshold was reached");
      assert.equal(found.outcome, outcome);
      assert.equal(cause(run, found, known).story, story);
      const paragraphs = verdict(run, MODEL, known);
      const why = paragraphs[1];
      assert.equal(why?.title, "Why.", "right below how it ended");
      for (const [claim, words] of Object.entries(CLAIMS))
        assert.equal(words.test(why.text), claim === story, `${claim}: ${why.text}`);
      assert.equal(/expects pruning/.test(why.text), expectsPruning, why.text);
      assert.doesNotMatch(why.text, /cannot say/);
      const all = paragraphs.map(({ title, text }) => `${title} ${text}`).join("\n");
      assert.doesNotMatch(all, /NaN|undefined|null|Infinity|–/);
      bearOut(all, result, activations);

      const curve = verdict(run, MODEL, null);
      assert.equal(curve[1]?.title, "What the curve shows.");
      assert.doesNotMatch(curve.map(({ text }) => text).join(" "), /react|expects pruning|enough for the attack|lives/);
      bearOut(curve.map(({ text }) => text).join("\n"), result, activations);
    });
  }
}

/**
 * Reads the claims in a verdict and recomputes each from the figures.
 *
 * @param {string} text
 * @param {VerdictResult} result
 * @param {VerdictCase["activations"]} activations
 */
function bearOut(text, { asr, baseline, clean, dead, order, repaired }, activations) {
  const raised = activations.clean.map((mean, channel) => (activations.poisoned[channel] ?? 0) - mean);
  const most = Math.max(...raised);
  const reacting = (/** @type {number[]} */ channels) =>
    channels.filter((channel) => (raised[channel] ?? 0) >= REACTS * most).length;
  const skipped = raised.map((_, channel) => channel).filter((channel) => !order.includes(channel));
  const at = (/** @type {(number | null)[]} */ curve, /** @type {number} */ pruned) => curve[pruned] ?? Number.NaN;
  const two = (/** @type {number} */ value) => value.toFixed(2);
  const beaten = asr.findIndex((share) => share !== null && share < 5);
  /**
   * @param {RegExp} words
   * @param {(...figures: string[]) => void} check
   */
  const where = (words, check) => {
    for (const [, ...figures] of text.matchAll(new RegExp(words, "g"))) check(...figures);
  };

  where(/falls below 5% with (\d+) channels? pruned/, (pruned) => assert.equal(Number(pruned), beaten));
  where(/never falls below 5%, however many of the (\d+) channels/, (all) => {
    assert.equal(beaten, -1);
    assert.equal(Number(all), order.length);
  });
  where(/when clean accuracy has dropped by (\S+) points/, (drop) =>
    assert.equal(drop, two(at(clean, 0) - at(clean, beaten))),
  );
  where(/before clean accuracy has dropped at all/, () => assert.ok(at(clean, beaten) >= at(clean, 0)));
  where(/Of these, (\d+) channels never wake on clean faces and react/, (number) => {
    assert.ok(Number(number) <= Math.min(dead, beaten));
    assert.equal(Number(number), reacting(order.slice(0, Math.min(dead, beaten))));
  });
  where(/came with channels ([\d, ]+) and (\d+)/, (some, last) => {
    const named = [...some.split(", "), last].map(Number);
    const falls = named.map((channel) => at(asr, order.indexOf(channel)) - at(asr, order.indexOf(channel) + 1));
    assert.ok(falls.every((fall) => fall > 0));
    const until = asr.slice(1, beaten === -1 ? undefined : beaten + 1);
    const all = until.reduce((/** @type {number} */ sum, share, i) => sum + Math.max(0, at(asr, i) - (share ?? 0)), 0);
    assert.ok(falls.reduce((sum, fall) => sum + fall, 0) >= 0.9 * all);
    if (CLAIMS.idle.test(text)) assert.ok(named.every((channel) => order.indexOf(channel) < dead));
  });
  where(/took (\S+) of the (\S+) points of clean accuracy/, (cost, drop) => {
    assert.equal(drop, two(at(clean, 0) - at(clean, beaten)));
    assert.ok(Number(cost) >= 2 && Number(cost) <= Number(drop));
  });
  where(/Channel (\d+) reacts most .*?, and its turn comes as number (\d+) of (\d+)/, (channel, place, all) => {
    assert.equal(raised[Number(channel)], most);
    assert.equal(order[Number(place) - 1], Number(channel));
    assert.equal(Number(all), order.length);
  });
  where(/Of the (\d+) channels that clean faces never wake, none reacts/, (number) => {
    const idle = [...order.slice(0, dead), ...skipped];
    assert.equal(Number(number), idle.length);
    assert.equal(reacting(idle), 0);
    assert.ok(at(asr, 0) - at(asr, dead) < 2, "and the attack does without them");
  });
  where(/The recipe skips (\d+) channels/, (number) => assert.equal(Number(number), skipped.length));
  where(/and (\d+) of them react to the glasses, channel (\d+) most/, (number, strongest) => {
    assert.equal(Number(number), reacting(skipped));
    assert.equal(raised[Number(strongest)], Math.max(...skipped.map((channel) => raised[channel] ?? 0)));
  });
  where(/With (\d+) channels pruned, all others .* clean accuracy is (\S+)%, and ASR is still (\S+)%/, (...figures) => {
    const [pruned, left, attack] = figures.map(Number);
    assert.ok(pruned !== undefined && reacting(order.slice(0, pruned)) > 0);
    assert.ok(order.slice(pruned).every((channel) => (raised[channel] ?? 0) < most / 2));
    assert.deepEqual([left, attack], [Number(two(at(clean, pruned))), Number(two(at(asr, pruned)))]);
  });
  where(
    /The model for (\S+) points goes on to (\d+) channels: .* that took (\S+) points more/,
    (threshold, to, cost) => {
      assert.equal(repaired.find((row) => row.threshold === Number(threshold))?.pruned, Number(to));
      assert.equal(cost, two(at(clean, beaten) - at(clean, Number(to))));
    },
  );
  where(
    /With (\d+) channels pruned \(the model for (\S+) points\) it costs (\S+) points .* ASR is (?:still )?([\d.]+)%/,
    (...figures) => {
      const [pruned, threshold, cost, attack] = figures;
      const row = repaired.find((row) => row.threshold === Number(threshold)) ?? assert.fail("there is no such model");
      assert.equal(Number(pruned), row.pruned);
      assert.equal(cost, two(baseline.clean - (row.clean ?? 0)));
      assert.equal(attack, two(row.asr ?? 0));
    },
  );
  where(/At (\S+) points? it keeps (\S+)% clean accuracy, and its ASR is ([\d.]+)%/, (threshold, kept, attack) => {
    const row = repaired.find((row) => row.threshold === Number(threshold));
    assert.deepEqual([kept, attack], [two(row?.goodnet?.clean ?? 0), two(row?.goodnet?.asr ?? 0)]);
  });
}

test("a claim that its figures do not bear out is noticed", () => {
  const { activations, results } = CASES.dormant ?? assert.fail("there is no such case");
  const result = results.report ?? assert.fail("there is no such result");
  for (const lie of [
    "ASR falls below 5% with 9 channels pruned",
    "Of the 23 channels that clean faces never wake, none reacts",
    "The recipe skips 22 channels",
    "Channel 14 reacts most to the glasses, and its turn comes as number 5 of 60",
  ])
    assert.throws(() => bearOut(lie, result, activations), assert.AssertionError, lie);
});
