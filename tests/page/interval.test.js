// How far a share can be trusted.

import assert from "node:assert/strict";
import { test } from "node:test";

import { figuresLine } from "../../www/js/features/defences/pruning/words.js";
import { areFew, fewImages, interval, range, sizesOf, withRange } from "../../www/js/shared/interval.js";
import { MODEL } from "./support/model.js";

test("Wilson's interval has the values that Newcombe published (Statistics in Medicine 17, 1998, table I)", () => {
  const published = /** @type {const} */ ([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ]);
  for (const [hits, images, low, high] of published) {
    const found = interval((100 * hits) / images, images);
    assert.deepEqual(
      [found.low / 100, found.high / 100].map((value) => value.toFixed(4)),
      [low, high].map((value) => value.toFixed(4)),
    );
  }
});

test("an interval stays within 0 and 100 %, is the same from both ends, and gets narrower with more images", () => {
  for (const images of [1, 3, 15, 380]) {
    assert.equal(interval(0, images).low, 0);
    assert.equal(interval(100, images).high, 100);
    assert.ok(Math.abs(interval(0, images).high - (100 - interval(100, images).low)) < 1e-9);
  }
  const widths = [3, 15, 100, 1283].map((images) => interval(100, images)).map(({ low, high }) => high - low);
  assert.deepEqual(
    widths,
    widths.toSorted((a, b) => b - a),
  );
});

test("images are few while the interval of half of them reaches further than 5 points", () => {
  assert.deepEqual([0, 1, 15, 380, 381, 1283].map(areFew), [false, true, true, true, false, false]);
  const reach = (/** @type {number} */ images) => interval(50, images).high - 50;
  assert.ok(reach(380) > 5 && reach(382) < 5);
});

test("few images have intervals and one sentence, many have neither, and what was not measured has none", () => {
  assert.deepEqual(
    [range(100, 15), range((100 * 14) / 15, 15), range(0, 3)],
    ["79.6 to 100.0", "70.2 to 98.8", "0.0 to 56.1"],
  );
  assert.deepEqual([range(98.6, 1283), range(null, 15), range(50, 0)], ["", "", ""]);
  assert.deepEqual([withRange(100, 15), withRange(100, 1283)], ["100.00% (79.6 to 100.0)", "100.00%"]);
  assert.match(
    fewImages({ clean: 15, poisoned: 3 }),
    /^With 15 clean and 3 poisoned images .*95% interval \(Wilson score\)[^.]*\.$/,
  );
  assert.match(fewImages({ clean: 15, poisoned: 0 }), /^With 15 clean images /);
  assert.equal(fewImages(sizesOf(MODEL, "test")), "");
});

test("a model under the slider has them, too", () => {
  const step = { pruned: 0, channel: null, clean: 100, asr: 0, ties: 0 };
  assert.equal(
    figuresLine(step, step, 60, { clean: 15, poisoned: 3 }),
    "0 of 60 channels pruned: clean accuracy 100.00% (79.6 to 100.0), ASR 0.00% (0.0 to 56.1) on the validation images",
  );
});
