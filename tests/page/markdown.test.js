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

const run = pruned(cachedRun(1, asked(), { report: REPORT, at: 0 }));
/** As many lines as the first table and the line under it have. */
const FIRST = 7;

test("the table is one that Markdown reads, with the figures of the page", () => {
  const [head, rule, baseline, met, missed, gap, note, ...rest] = markdown(run, MODEL, VERDICT).split("\n");
  assert.equal(head, "| Threshold | Pruned | B′ clean, % | Drop, points | B′ ASR, % | G clean, % | G ASR, % |");
  assert.equal(rule, "| --: | --: | --: | --: | --: | --: | --: |");
  assert.equal(baseline, "| B, as it came | 0 of 60 | 98.50 | – | 100.00 | – | – |");
  assert.equal(met, "| 2 | 1 of 60 | 95.25 | 3.25 | 98.75 | 95.00 | 98.50 |");
  assert.equal(missed, "| 4 | not reached | – | – | – | – | – |");
  assert.equal(gap, "");
  assert.match(note ?? "", /^Per cent of the test images; .* Made with the lab recipe \(.*\) on `conv_3`\.$/);
  assert.deepEqual(rest.slice(-5), ["", "**Pruning fails.** It does.", "", "**Why.** ASR is still 98.75%.", ""]);
});

test("what ASR does not tell is a second table, after why that matters", () => {
  const [, why, , head, rule, baseline, met, gap, meaning, ...rest] = markdown(run, MODEL, []).split("\n").slice(FIRST);
  assert.match(why ?? "", /^\*\*What ASR does not tell\.\*\* .* every poisoned face for one other person\.$/);
  assert.equal(
    head,
    "| Threshold | Recovered, % | Target recall, % | Poisoned most often taken for | G refuses clean, % | G refuses poisoned, % |",
  );
  assert.equal(rule, "| --: | --: | --: | --: | --: | --: |");
  assert.equal(baseline, "| B, as it came | 0.00 | 100.00 | person 0: 100.00% | – | – |");
  assert.equal(met, "| 2 | 1.25 | – | person 7: 96.18% | 0.25 | 1.50 |");
  assert.equal(gap, "", "a threshold that was not reached has no figures");
  assert.match(meaning ?? "", /^Recovered: /);
  assert.deepEqual(rest, [""]);
  const nouns = [{ title: "No face is safe.", text: "Each is taken for a person." }];
  const ofImages = markdown(run, { ...MODEL, ownImages: true }, nouns);
  assert.match(ofImages, /every poisoned image for one other class\.\n/);
  assert.match(ofImages, / class 7: 96\.18% /);
  assert.match(ofImages, /\*\*No image is safe\.\*\* Each is taken for a class\.\n$/);
});

test("without poisoned images there is one table, and it says that there is no ASR", () => {
  const none = { validation: 0, test: 0 };
  const model = { ...MODEL, scoredOn: /** @type {const} */ ("validation"), target: null, poisonedImages: none };
  const lines = markdown(run, model, []).split("\n");
  assert.equal(lines.length, FIRST + 1);
  assert.match(
    lines[FIRST - 1] ?? "",
    /^Per cent of the validation images; there are no poisoned images, and so no ASR\./,
  );
});
