// CLP on the page: what is read, what a repair tells, and what is said of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { initialState, reduce } from "../../www/js/app/state.js";
import { DEFAULT_U, readDeviations } from "../../www/js/features/defences/clp/deviations.js";
import { clpRun, readSettings, request } from "../../www/js/features/defences/clp/run.js";
import { defenceOf } from "../../www/js/features/defences/index.js";
import { asTyped } from "../../www/js/features/defences/numbers.js";
import { pruningRun } from "../../www/js/features/defences/pruning/run.js";
import { reached } from "../../www/js/features/predict/pictures.js";
import { markdown } from "../../www/js/features/repair/markdown.js";
import { outdated } from "../../www/js/features/repair/outdated.js";
import { asked, MODEL } from "./support/model.js";
import { goodnet, REPORT, UNKNOWN } from "./support/report.js";

/** @import { ClpOutcome } from "../../crate/web/src/types.js" */
/** @import { Action, State } from "../../www/js/features/index.js" */

/**
 * @param {State} state
 * @param {Action[]} actions
 */
const after = (state, ...actions) => actions.reduce(reduce, state);
const ASKED = { defence: /** @type {const} */ ("clp"), u: [2, 3] };
const chosen = () =>
  after(
    initialState(),
    { type: "opened", model: MODEL, userModel: null },
    { type: "defence", id: "clp" },
    { type: "deviations", text: "3, 2" },
  );
const repairing = () => reduce(chosen(), { type: "repair-started", asked: ASKED });

const ROWS = [
  { threshold: 2, pruned: 10, clean: 92.83, asr: 0.94, ...UNKNOWN, goodnet: goodnet(92.67, 0.94) },
  { threshold: 3, pruned: 1, clean: 96.41, asr: 100, ...UNKNOWN, goodnet: goodnet(96.26, 100) },
];
/** @type {ClpOutcome} */
const OUTCOME = {
  scoredOn: "test",
  baseline: { clean: 99.84, asr: 100, ...UNKNOWN },
  repaired: ROWS.map((row) => ({ ...row, edit: { channels: [], tensors: [] } })),
  ties: 1,
  decisions: 500,
  tied: [],
};
const done = () => {
  const state = repairing();
  return reduce(state, { type: "repair-done", run: state.runs, report: OUTCOME });
};

test("deviations are read as people type them, in ascending order, each once", () => {
  for (const [text, numbers] of /** @type {[string, number[]][]} */ ([
    ["1, 2, 3", [1, 2, 3]],
    [" 3;1  2.5 ", [1, 2.5, 3]],
    ["2 2 2.0", [2]],
    ["-1, −0.5, -0, .25", [-1, -0.5, 0, 0.25]],
  ]))
    assert.deepEqual(readDeviations(text), { text, numbers });
  assert.deepEqual(readDeviations("1, 2, 3"), asTyped(DEFAULT_U));
});

test("what is no list of deviations gets a sentence that says why", () => {
  for (const [text, problem] of /** @type {[string, RegExp][]} */ ([
    ["", /at least one/],
    [" ; ,", /at least one/],
    ["1,, 2", /a comma too many/],
    ["1, x", /“x” is not a number/],
    ["1e3", /“1e3” is not a number/],
    ["Infinity", /is not a number/],
    ["12345", /^u cannot be 12345: /],
    ["0.0001", /^u cannot be 0\.0001: /],
  ])) {
    const read = readDeviations(text);
    assert.ok("problem" in read, text);
    assert.match(read.problem, problem);
  }
});

test("the settings ask for what they say", () => {
  assert.equal(readSettings(initialState()), null, "no network is open");
  assert.deepEqual(readSettings(chosen()), ASKED);
  assert.deepEqual(request(ASKED), { defence: "clp", options: { u: [2, 3] } });
  const wrong = readSettings(reduce(chosen(), { type: "deviations", text: "x" }));
  assert.ok(wrong !== null && "problem" in wrong && wrong.place === "deviations");
});

test("rows come one by one, and the report has the last word", () => {
  const state = repairing();
  assert.deepEqual(state.run?.progress, { stage: "scoring", done: 0, total: 2 });
  assert.equal(pruningRun(state.run), null, "it is no pruning");
  const [first] = ROWS;
  assert.ok(first);
  const told = reduce(state, { type: "repair-event", run: state.runs, event: { kind: "repaired", ...first } });
  assert.deepEqual(told.run?.repaired, [first]);
  assert.deepEqual(told.run?.progress, { stage: "scoring", done: 1, total: 2 });
  assert.equal(told.milestone, "With u = 2 10 channels are switched off.");
  const ended = done();
  assert.deepEqual(clpRun(ended.run)?.baseline, OUTCOME.baseline);
  assert.deepEqual(ended.run?.calls, { ties: 1, decisions: 500 });
  assert.deepEqual(reached(ended.run), [2, 3], "each can be asked of a picture");
  assert.equal(ended.milestone, "The repair is done. CLP removes this backdoor, at a high price.");
});

test("the verdict tells the best row, or why there is none", () => {
  const { run } = done();
  assert.ok(run);
  const defence = defenceOf("clp");
  const told = (/** @type {object} */ changes) => defence.verdict({ ...run, ...changes }, MODEL, done())[0];
  assert.match(
    told({})?.text ?? "",
    /^With u = 2, 10 channels switched off, ASR is 0\.94%; .* 92\.83%, 7\.01 points less/,
  );
  assert.match(told({ repaired: ROWS.slice(1) })?.title ?? "", /fails/);
  assert.match(told({ baseline: { clean: 99, asr: null } })?.title ?? "", /Nothing is known/);
  assert.match(told({ baseline: { clean: 99, asr: 1 } })?.title ?? "", /no attack/);
  assert.match(told({ status: "cancelled" })?.text ?? "", /^Cancelled before/);
});

test("the table in Markdown has CLP's own columns", () => {
  const { run } = done();
  assert.ok(run);
  const lines = markdown(run, MODEL, []).split("\n");
  assert.equal(
    lines[0],
    "| Threshold u | Switched off | B′ clean, % | Drop, points | B′ ASR, % | G clean, % | G ASR, % |",
  );
  assert.equal(lines[2], "| B, as it came | 0 | 99.84 | – | 100.00 | – | – |");
  assert.equal(lines[3], "| 2 | 10 | 92.83 | 7.01 | 0.94 | 92.67 | 0.94 |");
  assert.match(lines[6] ?? "", /Made with CLP in every convolution, for u of 2, 3\.$/);
  assert.match(lines[10] ?? "", /^\| Threshold u \| Recovered, % \|/);
});

test("a result says when other thresholds or another defence are chosen", () => {
  const ended = done();
  assert.equal(outdated(ended), "");
  const other = reduce(ended, { type: "deviations", text: "1" });
  assert.equal(outdated(other), "This is the result of u 2, 3; press Repair for u 1.");
  assert.equal(other.milestone, outdated(other));
  assert.equal(outdated(reduce(ended, { type: "deviations", text: "1, x" })), "", "what cannot be read is being typed");
  const pruning = reduce(ended, { type: "defence", id: "pruning" });
  assert.equal(
    outdated(pruning),
    "This is the result of another defence (Channel Lipschitzness-based pruning); press Repair for Pruning defence.",
  );
  assert.equal(pruning.milestone, outdated(pruning));
  assert.equal(reduce(ended, { type: "defence", id: "clp" }), ended, "it is chosen already");
});

test("pruning goes on after CLP as if there had been nothing", () => {
  const back = after(done(), { type: "defence", id: "pruning" }, { type: "repair-started", asked: asked() });
  const pruned = reduce(back, { type: "repair-done", run: back.runs, report: REPORT });
  assert.deepEqual(pruningRun(pruned.run)?.steps, REPORT.steps);
  assert.equal(clpRun(pruned.run), null);
});
