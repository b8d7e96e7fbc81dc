import assert from "node:assert/strict";
import { test } from "node:test";

import { markdown } from "../../www/js/features/defences/pruning/markdown.js";
import { PRESETS } from "../../www/js/features/defences/pruning/recipe.js";
import { keptRun } from "../../www/js/features/repair/run.js";
import { MODEL } from "./support/model.js";
import { REPORT } from "./support/report.js";

test("the table is one that Markdown reads, with the figures of the page", () => {
  const run = keptRun(1, { thresholds: [2, 4], recipe: PRESETS.lab, convolution: "conv_3", channels: 60 }, { report: REPORT, at: 0 });
  const [head, rule, baseline, met, missed, gap, note] = markdown(run, MODEL).split("\n");
  assert.equal(head, "| Threshold | Pruned | B′ clean, % | Drop, points | B′ ASR, % | G clean, % | G ASR, % |");
  assert.equal(rule, "| --: | --: | --: | --: | --: | --: | --: |");
  assert.equal(baseline, "| B, as it came | 0 of 60 | 98.50 | – | 100.00 | – | – |");
  assert.equal(met, "| 2 | 1 of 60 | 95.25 | 3.25 | 98.75 | 95.00 | 98.50 |");
  assert.equal(missed, "| 4 | not reached | – | – | – | – | – |");
  assert.equal(gap, "");
  assert.match(note ?? "", /^Per cent of the test images; .* Made with the lab recipe \(.*\) on `conv_3`\.$/);
  assert.match(markdown(run, { scoredOn: "validation", target: null }), /Per cent of the validation images; there are no poisoned images, and so no ASR\./);
});
