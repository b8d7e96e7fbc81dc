import assert from "node:assert/strict";
import { test } from "node:test";

import { initialState, reduce } from "../../www/js/app/state.js";
import { startRun } from "../../www/js/features/repair/run.js";
import { isPicture, MOST, reached } from "../../www/js/features/predict/pictures.js";
import { PRESETS } from "../../www/js/features/defences/pruning/recipe.js";

/** @import { Opened, Opinion, ReportRepaired } from "../../crate/web/src/types.js" */
/** @import { State } from "../../www/js/app/state.js" */

const file = (name = "face.png", type = "") => new File([], name, { type });

/** @type {Opinion} */
const OPINION = { badnet: [{ label: 0, score: 9, share: 1 }], repaired: [{ label: 3, score: 7, share: 0.5 }], goodnet: 10 };
const answer = (opinion = OPINION) => ({ width: 1, height: 1, rgba: new Uint8ClampedArray(4), from: /** @type {[number, number]} */ ([8, 8]), opinion });

/** @param {number | null} pruned @returns {ReportRepaired} */
const row = (threshold = 2, pruned = 5) => ({ threshold, pruned, clean: null, asr: null, goodnet: null });

/** A state whose repair is done. @param {ReportRepaired[]} repaired @returns {State} */
const repaired = (...repaired) => {
  const run = startRun(1, { thresholds: [2, 4], recipe: PRESETS.lab, convolution: "conv_3", channels: 60 });
  return { ...initialState(), run: { ...run, status: "done", repaired }, runs: 1 };
};

const asked = (state = initialState()) => reduce(state, { type: "pictures", files: [file()] });

/** @param {State} state */
const trialOf = ({ trial }) => trial ?? assert.fail("there is no trial");

test("pictures are told from other files by their kind or their name", () => {
  assert.deepEqual([file("a.PNG"), file("b.jpeg"), file("c", "image/jpeg"), file("valid.h5"), file("faces.zip"), file("d.gif", "image/gif")].map(isPicture), [true, true, true, false, false, false]);
});

test("more pictures than fit are left out", () => {
  const files = Array.from({ length: MOST + 1 }, () => file());
  assert.equal(trialOf(reduce(initialState(), { type: "pictures", files })).files.length, MOST);
});

test("the models of thresholds that were met can be asked, the first unless another is chosen", () => {
  const state = repaired(row(2, null), row(4), row(10));
  assert.deepEqual(reached(state.run), [4, 10]);
  assert.equal(trialOf(asked(state)).threshold, 4);
  assert.equal(trialOf(reduce(asked(state), { type: "try-threshold", threshold: 10 })).threshold, 10);
  assert.equal(trialOf(asked()).threshold, null);
});

test("answers to what is not asked any more are dropped", () => {
  const first = asked();
  const second = reduce(first, { type: "pictures", files: [file("other.png")] });
  assert.equal(reduce(second, { type: "predicted", asked: trialOf(first), answers: [answer()] }), second);
  const told = reduce(second, { type: "predicted", asked: trialOf(second), answers: [answer()] });
  assert.equal(trialOf(told).answers?.length, 1);
  assert.equal(told.milestone, "The networks have answered for 1 picture.");
  assert.equal(reduce(told, { type: "pictures-away" }).trial, null);
});

test("a new repair takes the old one's answers away and brings its own model", () => {
  const before = reduce(asked(repaired(row())), { type: "predicted", asked: trialOf(asked(repaired(row()))), answers: [] });
  assert.equal(before.trial?.answers, null, "that was another trial");
  const state = asked(repaired(row()));
  const told = reduce(state, { type: "predicted", asked: trialOf(state), answers: [answer(), { problem: "it is no picture" }] });
  const model = /** @type {Opened} */ (/** @type {unknown} */ ({ convolutions: [{ name: "", channels: 3 }], engine: null }));
  const started = reduce({ ...told, model }, { type: "repair-started", thresholds: [4] });
  const [first, second] = trialOf(started).answers ?? [];
  assert.deepEqual(first && "opinion" in first && first.opinion, { badnet: OPINION.badnet, repaired: null, goodnet: null });
  assert.deepEqual(second, { problem: "it is no picture" });
  assert.equal(trialOf(started).threshold, null);
});
