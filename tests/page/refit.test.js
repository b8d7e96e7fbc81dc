// Refitting the last layer on the page: what is read, what a repair tells, and what is said of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { initialState, reduce } from "../../www/js/app/state.js";
import { clpRun } from "../../www/js/features/defences/clp/run.js";
import { defenceOf } from "../../www/js/features/defences/index.js";
import { asTyped } from "../../www/js/features/defences/numbers.js";
import { pruningRun } from "../../www/js/features/defences/pruning/run.js";
import { DEFAULT_RIDGES, readRidges } from "../../www/js/features/defences/refit/ridges.js";
import { readSettings, refitRun, request } from "../../www/js/features/defences/refit/run.js";
import { toTake } from "../../www/js/features/defences/refit/verdict-words.js";
import { reached } from "../../www/js/features/predict/pictures.js";
import { markdown } from "../../www/js/features/repair/markdown.js";
import { outdated } from "../../www/js/features/repair/outdated.js";
import { progressShare } from "../../www/js/features/repair/run.js";
import { asked, MODEL } from "./support/model.js";
import { goodnet, REPORT, UNKNOWN } from "./support/report.js";

/** @import { DefenceEvent, RefitOutcome } from "../../crate/web/src/types.js" */
/** @import { Action, State } from "../../www/js/features/index.js" */

/**
 * @param {State} state
 * @param {Action[]} actions
 */
const after = (state, ...actions) => actions.reduce(reduce, state);
const ASKED = { defence: /** @type {const} */ ("refit"), ridge: [0.3, 1] };
const chosen = () =>
  after(
    initialState(),
    { type: "opened", model: MODEL, userModel: null },
    { type: "defence", id: "refit" },
    { type: "ridges", text: "1, .3" },
  );
const repairing = () => reduce(chosen(), { type: "repair-started", asked: ASKED });

/**
 * @param {number} threshold
 * @param {number} clean
 * @param {number | null} asr
 */
const row = (threshold, clean, asr) => ({
  threshold,
  pruned: 0,
  clean,
  asr,
  ...UNKNOWN,
  goodnet: goodnet(clean - 0.1, asr),
});
const ROWS = [row(0.3, 96.49, 0), row(1, 96.1, 0.16)];
/** @type {RefitOutcome} */
const OUTCOME = {
  scoredOn: "test",
  baseline: { clean: 99.84, asr: 100, ...UNKNOWN },
  repaired: ROWS,
  images: 1283,
  copies: 4,
  ties: 1,
  decisions: 500,
  tied: [],
};
const done = () => {
  const state = repairing();
  return reduce(state, { type: "repair-done", run: state.runs, report: OUTCOME });
};

test("ridges are read as people type them, in ascending order, each once", () => {
  for (const [text, numbers] of /** @type {[string, number[]][]} */ ([
    ["0.1, 0.3, 1", [0.1, 0.3, 1]],
    [" 1000;.3  1.0 1 ", [0.3, 1, 1000]],
    ["0.000001", [0.000001]],
  ])) {
    assert.deepEqual(readRidges(text), { text, numbers });
    const { text: written } = asTyped(numbers);
    assert.deepEqual(readRidges(written), asTyped(numbers), "what is written reads back the same");
  }
  assert.deepEqual(readRidges("0.1, 0.3, 1"), asTyped(DEFAULT_RIDGES));
});

test("what is no list of ridges gets a sentence that says why", () => {
  for (const [text, problem] of /** @type {[string, RegExp][]} */ ([
    ["", /at least one ridge, for example 0\.1, 0\.3, 1\.$/],
    ["1,, 2", /a comma too many/],
    ["1, x", /“x” is not a number/],
    ["1e-3", /“1e-3” is not a number/],
    ["0", /^A ridge cannot be 0: it must be above 0 and at most 1000\.$/],
    ["-0.1", /^A ridge cannot be -0\.1: /],
    ["1000.5", /^A ridge cannot be 1000\.5: /],
    ["0.0000001", /six decimals at most\.$/],
  ])) {
    const read = readRidges(text);
    assert.ok("problem" in read, text);
    assert.match(read.problem, problem);
  }
});

test("the settings ask for what they say", () => {
  assert.equal(readSettings(initialState()), null, "no network is open");
  assert.deepEqual(readSettings(chosen()), ASKED);
  assert.deepEqual(request(ASKED), { defence: "refit", options: { ridge: [0.3, 1] } });
  const wrong = readSettings(reduce(chosen(), { type: "ridges", text: "0" }));
  assert.ok(wrong !== null && "problem" in wrong && wrong.place === "ridges");
});

test("the faces are read, rows come one by one, and the report has the last word", () => {
  let state = repairing();
  assert.equal(pruningRun(state.run) ?? clpRun(state.run), null, "it is no other defence's");
  const told = (/** @type {DefenceEvent} */ event) => {
    state = reduce(state, { type: "repair-event", run: state.runs, event });
    assert.ok(state.run);
    const { progress, status } = state.run;
    return { progress, status, share: progressShare(state.run), text: defenceOf("refit").progressText(state.run) };
  };
  const reading = told({ kind: "features", set: "validation", done: 640, total: 1283 });
  assert.equal(reading.text, "Showing the network the validation faces: 640 of 1,283");
  assert.deepEqual(reading.progress, { stage: "validation", done: 640, total: 1283 });
  const stopped = reduce(state, { type: "repair-cancelled", run: state.runs });
  assert.ok(stopped.run);
  assert.equal(defenceOf("refit").progressText(stopped.run), "Cancelled before the last layer was computed.");
  const read = told({ kind: "features", set: "validation", done: 1283, total: 1283 });
  assert.deepEqual([read.text, read.share], ["Scoring the repaired models: 0 of 2", 0.5]);
  for (const set of /** @type {const} */ (["test", "validation"])) {
    const again = told({ kind: "features", set, done: 1, total: 1283 });
    assert.deepEqual(again, read, "faces on which networks are scored are no step back");
  }
  const [first] = ROWS;
  assert.ok(first);
  assert.equal(told({ kind: "repaired", ...first }).share, 0.75);
  assert.deepEqual(state.run?.repaired, [first]);
  assert.equal(state.milestone, "With r = 0.3 clean accuracy is 96.49%.");
  const ended = done();
  const run = refitRun(ended.run);
  assert.deepEqual([run?.baseline, run?.images, run?.copies], [OUTCOME.baseline, 1283, 4]);
  assert.deepEqual(run?.calls, { ties: 1, decisions: 500 });
  assert.deepEqual(reached(run), [0.3, 1], "each can be asked of a picture");
  assert.equal(ended.milestone, "The repair is done. The backdoor no longer answers.");
});

test("the row to take is a matter of how many images there are, whatever its figures", () => {
  const repaired = [row(0.1, 96, 0), row(0.3, 97, 80), row(1, 95, 0)];
  assert.equal(toTake({ copies: 4, repaired: [] }), null);
  assert.equal(toTake({ copies: 4, repaired })?.threshold, 1);
  assert.equal(toTake({ copies: 0, repaired })?.threshold, 0.1);
});

test("the verdict tells the row to take, what it costs and what is not known", () => {
  const { run } = done();
  assert.ok(run);
  const told = (/** @type {object} */ changes) =>
    defenceOf("refit")
      .verdict({ ...run, ...changes }, MODEL, done())
      .map(({ title, text }) => `${title} ${text}`);
  const [whole = "", names = "", few = "", ...rest] = told({});
  assert.match(
    whole,
    /^The backdoor no longer answers\. Take r = 1, the largest, for so few images: .* 96\.10%, 3\.74 points less than before/,
  );
  assert.match(whole, / Its ASR is 0\.16%; that of B is 100\.00%\. .* \(at most 1%\) with every r\.$/);
  assert.match(names, /own names back: mostly they do not/);
  const both = { clean: 96, asr: 0, cleanRefused: 4, poisonedRefused: 100 };
  const measured = {
    recovered: 0.7,
    targetRecall: 100,
    largestShare: { label: 1253, percent: 58.92 },
    goodnet: both,
  };
  const moved = told({ repaired: ROWS.map((row) => ({ ...row, ...measured })) })[1] ?? "";
  assert.match(
    moved,
    /^What ASR does not tell\. Of the faces with the trigger 0\.70% get their own names back, and 58\.92%/,
  );
  assert.match(moved, /one and the same: person 1253\. .* only not to the target\. G refuses 100\.00% of them\.$/);
  assert.match(few, /^One image a class is little\. .* 1,283 images and 4 altered copies of each\./);
  assert.deepEqual(rest, []);
  assert.match(told({ images: 2566 })[2] ?? "", /^Two images a class/);
  assert.equal(told({ copies: 0 }).length, 2, "there were enough");

  const mixed = [row(0.1, 97, 99), row(0.3, 96, 40), row(1, 95, 1)];
  const kept = told({ repaired: mixed, copies: 0 });
  assert.match(
    kept[0] ?? "",
    /^Refitting the last layer fails on this backdoor\. Take r = 0\.1, the smallest, for there are enough images: .* Its ASR is 99\.00%/,
  );
  assert.match(
    kept[0] ?? "",
    /The backdoor no longer answers \(at most 1%\) with r = 1; it is weakened with r = 0\.3; it stays with r = 0\.1\.$/,
  );
  assert.doesNotMatch(kept.join(" "), /own names/);
  assert.match(
    told({ repaired: mixed.slice(1), copies: 0 })[0] ?? "",
    /^Refitting the last layer weakens this backdoor/,
  );
  assert.match(told({ repaired: [row(1, 90, 0)] })[0] ?? "", /^The backdoor no longer answers, at a high price\./);
  assert.doesNotMatch(told({ repaired: [row(1, 98, 0)] })[0] ?? "", /largest|every r/, "there is nothing to choose");
});

test("without an attack the verdict tells the clean part alone", () => {
  const { run } = done();
  assert.ok(run);
  const told = (/** @type {object} */ changes) => defenceOf("refit").verdict({ ...run, ...changes }, MODEL, done());
  const unknown = told({ baseline: { clean: 99, asr: null }, repaired: [row(0.3, 96, null), row(1, 97, null)] });
  assert.match(unknown[0]?.title ?? "", /Nothing is known/);
  assert.equal(
    unknown[1]?.text,
    "Take r = 1, the largest, for so few images: its clean accuracy is 97.00%, 2.00 points less than before.",
  );
  assert.match(unknown[2]?.title ?? "", /One image a class/);
  assert.match(told({ baseline: { clean: 99, asr: 1 } })[0]?.title ?? "", /no attack/);
  assert.match(told({ status: "cancelled" })[0]?.text ?? "", /^Cancelled before/);
});

test("the table in Markdown has its own columns", () => {
  const { run } = done();
  assert.ok(run);
  const lines = markdown(run, MODEL, []).split("\n");
  assert.match(lines[0] ?? "", /^\| Ridge r \| Switched off \| B′ clean, % /);
  assert.equal(lines[3], "| 0.3 | 0 | 96.49 | 3.35 | 0.00 | 96.39 | 0.00 |");
  assert.match(lines[6] ?? "", /Made by refitting the last layer, for r of 0\.3, 1\.$/);
});

test("a result says when other ridges are chosen, and pruning goes on after it as if there had been nothing", () => {
  const ended = done();
  assert.equal(outdated(ended), "");
  const other = reduce(ended, { type: "ridges", text: "1" });
  assert.equal(outdated(other), "This is the result of r 0.3, 1; press Repair for r 1.");
  assert.equal(other.milestone, outdated(other));
  assert.equal(outdated(reduce(ended, { type: "ridges", text: "0" })), "", "what cannot be read is being typed");
  const back = after(ended, { type: "defence", id: "pruning" }, { type: "repair-started", asked: asked() });
  const pruned = reduce(back, { type: "repair-done", run: back.runs, report: REPORT });
  assert.deepEqual(pruningRun(pruned.run)?.steps, REPORT.steps);
  assert.equal(refitRun(pruned.run), null);
});
