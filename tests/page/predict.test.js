import assert from "node:assert/strict";
import { test } from "node:test";

import { initialState, reduce } from "../../www/js/app/state.js";
import { startRun } from "../../www/js/features/repair/run.js";
import { isPicture, MAX_PICTURES, reached } from "../../www/js/features/predict/pictures.js";
import { asked as question } from "./support/model.js";
import { UNKNOWN } from "./support/report.js";

/** @import { Prediction, ReportRepaired } from "../../crate/web/src/types.js" */
/** @import { Opened } from "../../www/js/client/types.js" */
/** @import { State } from "../../www/js/features/index.js" */

const file = (name = "face.png", type = "") => new File([], name, { type });

/** @type {Prediction} */
const OPINION = {
  badnet: [{ label: 0, score: 9, share: 1 }],
  repaired: [{ label: 3, score: 7, share: 0.5 }],
  goodnet: 10,
};
const answer = (opinion = OPINION) => ({
  width: 1,
  height: 1,
  rgba: new Uint8ClampedArray(4),
  from: /** @type {[number, number]} */ ([8, 8]),
  opinion,
});

/** @param {number | null} pruned @returns {ReportRepaired} */
const row = (threshold = 2, pruned = 5) => ({ threshold, pruned, clean: null, asr: null, ...UNKNOWN, goodnet: null });

/** A state whose repair is done. @param {ReportRepaired[]} repaired @returns {State} */
const repaired = (...repaired) => {
  const run = startRun(1, question());
  return { ...initialState(), run: { ...run, status: "done", repaired }, runs: 1 };
};

const asked = (state = initialState()) => reduce(state, { type: "pictures", files: [file()] });

/** @param {State} state */
const picturesOf = ({ pictures }) => pictures ?? assert.fail("there are no pictures");

test("pictures are told from other files by their kind or their name", () => {
  assert.deepEqual(
    [
      file("a.PNG"),
      file("b.jpeg"),
      file("c", "image/jpeg"),
      file("valid.h5"),
      file("faces.zip"),
      file("d.gif", "image/gif"),
    ].map(isPicture),
    [true, true, true, false, false, false],
  );
});

test("more pictures than fit are left out", () => {
  const files = Array.from({ length: MAX_PICTURES + 1 }, () => file());
  assert.equal(picturesOf(reduce(initialState(), { type: "pictures", files })).files.length, MAX_PICTURES);
});

test("the models of thresholds that were met can be asked, the first unless another is chosen", () => {
  const state = repaired(row(2, null), row(4), row(10));
  assert.deepEqual(reached(state.run), [4, 10]);
  assert.equal(picturesOf(asked(state)).threshold, 4);
  assert.equal(picturesOf(reduce(asked(state), { type: "predict-threshold", threshold: 10 })).threshold, 10);
  assert.equal(picturesOf(asked()).threshold, null);
});

test("answers to what is not asked any more are dropped", () => {
  const first = asked();
  const second = reduce(first, { type: "pictures", files: [file("other.png")] });
  assert.equal(reduce(second, { type: "predicted", asked: picturesOf(first), predictions: [answer()] }), second);
  const told = reduce(second, { type: "predicted", asked: picturesOf(second), predictions: [answer()] });
  assert.equal(picturesOf(told).predictions?.length, 1);
  assert.equal(told.milestone, "The networks have answered for 1 picture.");
  assert.equal(reduce(told, { type: "pictures-away" }).pictures, null);
});

test("a new repair takes the old one's answers away and brings its own model", () => {
  const before = reduce(asked(repaired(row())), {
    type: "predicted",
    asked: picturesOf(asked(repaired(row()))),
    predictions: [],
  });
  assert.equal(before.pictures?.predictions, null, "those were other pictures");
  const state = asked(repaired(row()));
  const told = reduce(state, {
    type: "predicted",
    asked: picturesOf(state),
    predictions: [answer(), { problem: "it is no picture" }],
  });
  const model = /** @type {Opened} */ (
    /** @type {unknown} */ ({ convolutions: [{ name: "", channels: 3 }], engine: null })
  );
  const started = reduce({ ...told, model }, { type: "repair-started", asked: question([4]) });
  const [first, second] = picturesOf(started).predictions ?? [];
  assert.deepEqual(first && "opinion" in first && first.opinion, {
    badnet: OPINION.badnet,
    repaired: null,
    goodnet: null,
  });
  assert.deepEqual(second, { problem: "it is no picture" });
  assert.equal(picturesOf(started).threshold, null);
});
