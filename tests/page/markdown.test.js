import assert from "node:assert/strict";
import { test } from "node:test";

import { markdown } from "../../www/js/features/repair/markdown.js";
import { cachedRun } from "../../www/js/features/repair/run.js";
import { asked, MODEL, pruned } from "./support/model.js";
import { REPORT } from "./support/report.js";

const VERDICT = [
  { title: "Pruning fails.", text: "It does." },
  { title: "Why.", text: "ASR is still 98.75%." },
];

test("the table is one that Markdown reads, with the figures of the page", () => {
  const run = pruned(cachedRun(1, asked(), { report: REPORT, at: 0 }));
  const [head, rule, baseline, met, missed, gap, note, ...verdict] = markdown(run, MODEL, VERDICT).split("\n");
  assert.equal(head, "| Threshold | Pruned | B′ clean, % | Drop, points | B′ ASR, % | G clean, % | G ASR, % |");
  assert.equal(rule, "| --: | --: | --: | --: | --: | --: | --: |");
  assert.equal(baseline, "| B, as it came | 0 of 60 | 98.50 | – | 100.00 | – | – |");
  assert.equal(met, "| 2 | 1 of 60 | 95.25 | 3.25 | 98.75 | 95.00 | 98.50 |");
  assert.equal(missed, "| 4 | not reached | – | – | – | – | – |");
  assert.equal(gap, "");
  assert.match(note ?? "", /^Per cent of the test images; .* Made with the lab recipe \(.*\) on `conv_3`\.$/);
  assert.deepEqual(verdict, ["", "**Pruning fails.** It does.", "", "**Why.** ASR is still 98.75%.", ""]);
  assert.match(
    markdown(run, { scoredOn: "validation", target: null }, []),
    /Per cent of the validation images; there are no poisoned images, and so no ASR\./,
  );
});
