// A model as the worker says that it is open, and a repair of it.

import assert from "node:assert/strict";
import { PRESETS } from "../../../www/js/features/defences/pruning/recipe.js";
import { pruningRun } from "../../../www/js/features/defences/pruning/run.js";

/** @import { Opened } from "../../../www/js/client/types.js" */
/** @import { Run } from "../../../www/js/features/defences/index.js" */

/** @type {Opened} */
export const MODEL = {
  scenarios: [{ name: "badnet", title: "BadNet", summary: "" }],
  scenario: "badnet",
  trigger: "glasses",
  target: 0,
  classes: 1283,
  inputShape: [3, 55, 47],
  scale: "255",
  scoredOn: "test",
  keras: false,
  ownImages: false,
  notes: [],
  convolutions: [
    { name: "conv_2", channels: 40 },
    { name: "conv_3", channels: 60 },
  ],
  convolution: "conv_3",
  leftOut: [],
  images: { validation: 1283, test: 1283 },
  poisonedImages: { validation: 1283, test: 1283 },
  expected: null,
  engine: { name: "webgpu", adapter: "an adapter", workers: 1, fallback: null },
};

/** What a repair of its last convolution is asked. */
export const asked = (thresholds = [2, 4], channels = 60) => ({
  defence: /** @type {const} */ ("pruning"),
  thresholds,
  recipe: PRESETS.lab,
  convolution: "conv_3",
  channels,
});

/** A repair by pruning, as such. @param {Run | null} run */
export const pruned = (run) => pruningRun(run) ?? assert.fail("there is no pruning");
