import assert from "node:assert/strict";
import { test } from "node:test";

import { asRecipe, presetOf, PRESETS } from "../../www/js/features/defences/pruning/recipe.js";
import { spread, ticks } from "../../www/js/features/defences/pruning/scale.js";
import { points, recipeLine, leftOut } from "../../www/js/features/defences/pruning/words.js";
import { says } from "../../www/js/shared/answer.js";
import { wordsFor } from "../../www/js/shared/nouns.js";
import { count, percent, sentence, size } from "../../www/js/shared/words.js";

test("the size of a small file is not 0.0 MB", () => {
  assert.deepEqual([1, 5, 12_345, 99_949, 99_950, 2_408_100].map(size), [
    "1 byte",
    "5 bytes",
    "12 kB",
    "100 kB",
    "0.1 MB",
    "2.4 MB",
  ]);
});

test("a preset is asked for by its name, anything else by its four choices", () => {
  assert.equal(asRecipe({ ...PRESETS.lab }), "lab");
  assert.equal(asRecipe({ ...PRESETS.report }), "report");
  const own = { ...PRESETS.lab, dead: /** @type {const} */ ("skip") };
  assert.equal(presetOf(own), null);
  assert.deepEqual(asRecipe(own), own);
  assert.match(recipeLine(own), /^own recipe \(activation after the pool, bias set to 0, dead channels skipped/);
});

test("an answer is right, wrong, or what the attacker wants", () => {
  const answer = (/** @type {number} */ label) => ({ label, probability: 1 });
  const nobody = new Uint8ClampedArray();
  const say = wordsFor(null);
  const face = (/** @type {number} */ label) => ({
    index: 0,
    label,
    width: 0,
    height: 0,
    clean: nobody,
    poisoned: nobody,
    answers: { clean: answer(label), poisoned: answer(0) },
  });
  assert.deepEqual(says(face(412), answer(412), 0, say), { verdict: "right", text: "person 412 ✓" });
  assert.deepEqual(says(face(412), answer(0), 0, say), { verdict: "target", text: "person 0: the attacker’s target" });
  assert.deepEqual(says(face(412), answer(9), 0, say), { verdict: "wrong", text: "person 9 ✗" });
  assert.deepEqual(
    says(face(0), answer(0), 0, say),
    { verdict: "right", text: "person 0 ✓" },
    "the target may be right about itself",
  );
});

test("numbers are written so that one image of 1,283 shows", () => {
  assert.equal(percent((100 * 1250) / 1283), "97.43");
  assert.equal(count(1283), "1,283");
  assert.deepEqual([1, 2, 0.5].map(points), ["1 point", "2 points", "0.5 points"]);
  assert.equal(sentence(" no such file"), "No such file.");
  assert.equal(sentence("Already one."), "Already one.");
});

test("an axis has round ticks and its own end", () => {
  assert.deepEqual(ticks(60, 12), [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]);
  assert.deepEqual(ticks(60, 6), [0, 10, 20, 30, 40, 50, 60]);
  assert.deepEqual(ticks(7, 12), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(ticks(64, 6), [0, 20, 40, 64]);
  assert.deepEqual(ticks(0, 6), [0]);
});

test("labels are moved apart and stay above the floor", () => {
  assert.deepEqual(spread([10, 12, 100], 15, 200), [10, 25, 100]);
  assert.deepEqual(spread([190, 195, 199], 15, 200), [170, 185, 200]);
  assert.deepEqual(spread([], 15, 200), []);
});

test("layers that are not listed are told with the reason, a long list in short", () => {
  const out = (/** @type {number[]} */ numbers) =>
    leftOut({ leftOut: numbers.map((n) => ({ name: `conv_${n}`, reason: `\`conv_${n}\` is special` })) });
  assert.equal(out([]), "");
  assert.equal(out([4]), "Not every layer is listed: `conv_4` is special.");
  assert.match(out([4, 5, 6]), /; `conv_5` is special; and 1 more layer for such reasons\.$/);
  assert.match(out([4, 5, 6, 7]), /; and 2 more layers for such reasons\.$/);
});
