import assert from "node:assert/strict";
import { test } from "node:test";

import { PRESETS } from "../../www/js/features/defences/pruning/recipe.js";
import { outdated } from "../../www/js/features/defences/pruning/outdated.js";
import { pruningRun, share } from "../../www/js/features/defences/pruning/run.js";
import { isRunning, rowOf } from "../../www/js/features/defences/run.js";
import { initialState, reduce } from "../../www/js/app/state.js";
import { asked, MODEL, pruned } from "./support/model.js";
import { goodnet, UNKNOWN } from "./support/report.js";

/** @import { Action, State } from "../../www/js/features/index.js" */

/**
 * @param {State} state
 * @param {Action[]} actions
 */
const after = (state, ...actions) => actions.reduce(reduce, state);
const open = (userModel = /** @type {string | null} */ (null), model = MODEL) =>
  /** @type {Action[]} */ ([
    { type: "open-started", userModel },
    { type: "opened", model, userModel },
  ]);
const PRESETS_REPORT = { ...initialState().pruning, recipe: PRESETS.report, convolution: "conv_3" };
const opened = () => after(initialState(), ...open());
const repairing = () => reduce(opened(), { type: "repair-started", asked: asked([2, 4]) });

/**
 * @param {State} state
 * @param {number} pruned
 */
const step = (state, pruned, run = state.runs) =>
  reduce(state, {
    type: "repair-event",
    run,
    event: { kind: "step", pruned, channel: pruned === 0 ? null : pruned - 1, clean: 97, asr: 100, ties: 0 },
  });

test("bytes of each file are counted once, the last word counting", () => {
  const state = after(
    initialState(),
    { type: "open-started", userModel: null },
    { type: "loading", event: { kind: "loading", file: "a.onnx", done: 10, total: 100 } },
    { type: "loading", event: { kind: "loading", file: "b.zip", done: 5, total: null } },
    { type: "loading", event: { kind: "loading", file: "a.onnx", done: 60, total: 100 } },
  );
  assert.deepEqual(state.opening?.files, { "a.onnx": { done: 60, total: 100 }, "b.zip": { done: 5, total: null } });
});

test("a model brings its default convolution and its engine", () => {
  const state = opened();
  assert.equal(state.pruning.convolution, "conv_3");
  assert.equal(state.engine?.name, "webgpu");
  assert.equal(state.opening, null);
  assert.match(state.milestone, /2,566 faces are loaded/);
});

test("a model that cannot be opened leaves everything else as it was", () => {
  const before = step(repairing(), 0);
  const state = after(
    before,
    { type: "open-started", userModel: "<b>.onnx" },
    { type: "open-failed", message: "this file is damaged" },
  );
  assert.equal(state.model, before.model);
  assert.equal(state.run, before.run);
  assert.equal(
    state.problems.own,
    "<b>.onnx was not opened. This file is damaged. The page goes on with the bundle’s BadNet.",
  );
});

test("a network that a link made up is told, and forgotten with the next one", () => {
  const lost = reduce(opened(), { type: "opened", model: MODEL, userModel: null, wanted: "nope" });
  assert.equal(lost.problems.page, "This link asks for a network that is not here (nope); showing BadNet.");
  assert.equal(
    reduce(lost, { type: "opened", model: MODEL, userModel: null, wanted: "badnet" }).problems.page,
    undefined,
  );
  const long = reduce(opened(), { type: "opened", model: MODEL, userModel: null, wanted: "x".repeat(500) });
  assert.ok((long.problems.page?.length ?? 0) < 120);
});

test("a result says when the settings ask for something else", () => {
  const running = repairing();
  assert.equal(
    outdated(pruningRun(reduce(running, { type: "preset", name: "report" }).run), PRESETS_REPORT),
    "",
    "while it runs nothing is outdated",
  );
  const ended = after(reduce(running, { type: "thresholds", text: "2, 4" }), {
    type: "repair-cancelled",
    run: running.runs,
  });
  assert.equal(outdated(pruningRun(ended.run), ended.pruning), "");
  const other = reduce(ended, { type: "preset", name: "report" });
  assert.equal(
    outdated(pruningRun(other.run), other.pruning),
    "This is the result of recipe lab; press Repair for recipe report.",
  );
  assert.equal(other.milestone, "This is the result of recipe lab; press Repair for recipe report.");
  const more = after(other, { type: "thresholds", text: "3;50" }, { type: "convolution", name: "conv_2" });
  assert.equal(
    outdated(pruningRun(more.run), more.pruning),
    "This is the result of recipe lab and layer conv_3 and thresholds 2, 4; press Repair for recipe report and layer conv_2 and thresholds 3, 50.",
  );
  assert.equal(
    outdated(pruningRun(ended.run), reduce(ended, { type: "thresholds", text: "3, x" }).pruning),
    "",
    "what cannot be read is being typed",
  );
  assert.equal(reduce(other, { type: "preset", name: "lab" }).milestone, "");
  const own = reduce(ended, { type: "recipe", options: { bias: "keep" } });
  assert.equal(
    outdated(pruningRun(own.run), own.pruning),
    "This is the result of recipe lab; press Repair for your choices.",
  );
});

test("the scenario is remembered while a model of one's own is open", () => {
  const dormant = { ...MODEL, scenario: "dormant" };
  const state = after(opened(), ...open(null, dormant), ...open("mine.onnx", { ...MODEL, scenario: null }));
  assert.equal(state.scenario, "dormant");
  const failed = after(
    opened(),
    { type: "open-started", userModel: null },
    { type: "open-failed", message: "the server did not answer" },
  );
  assert.equal(
    failed.problems.page,
    "goodnet could not load its model. The server did not answer. The page goes on with the bundle’s BadNet.",
  );
});

test("a bundle that cannot be loaded says so at the head of the page", () => {
  const state = after(
    initialState(),
    { type: "open-started", userModel: null },
    { type: "open-failed", message: "the server did not answer" },
  );
  assert.equal(state.problems.page, "goodnet could not load its model. The server did not answer.");
  assert.equal(after(state, ...open()).problems.page, undefined);
});

test("another model takes the last one's faces, run and problems away", () => {
  const before = after(repairing(), { type: "trigger", on: true }, { type: "problem", place: "results", text: "no" });
  const state = after(before, ...open("mine.onnx"));
  assert.deepEqual([state.faces, state.run, state.problems, state.userModel], [[], null, {}, "mine.onnx"]);
  assert.equal(state.triggerOn, true, "what people chose stays");
});

test("a convolution that was chosen stays chosen only where it exists", () => {
  const chosen = reduce(opened(), { type: "convolution", name: "conv_2" });
  assert.equal(after(chosen, ...open("same.onnx")).pruning.convolution, "conv_2");
  const other = { ...MODEL, convolutions: [{ name: "c5", channels: 8 }], convolution: "c5" };
  assert.equal(after(chosen, ...open("other.onnx", other)).pruning.convolution, "c5");
});

test("presets set the four choices, and a choice of one's own leaves the others alone", () => {
  const state = after(
    initialState(),
    { type: "preset", name: "report" },
    { type: "recipe", options: { bias: "zero" } },
  );
  assert.deepEqual(state.pruning.recipe, { ...PRESETS.report, bias: "zero" });
  assert.equal(PRESETS.report.bias, "keep", "a preset is never written to");
});

test("a repair cannot start without a model", () => {
  const state = initialState();
  assert.equal(reduce(state, { type: "repair-started", asked: asked([2]) }), state);
});

test("a run keeps what it was asked, whatever is chosen afterwards", () => {
  const state = after(repairing(), { type: "preset", name: "report" }, { type: "convolution", name: "conv_2" });
  assert.deepEqual(state.run?.asked, asked());
});

test("the curve grows a step at a time", () => {
  const state = [0, 1, 2].reduce((so_far, pruned) => step(so_far, pruned), repairing());
  assert.deepEqual(
    pruningRun(state.run)?.steps.map(({ pruned, channel }) => [pruned, channel]),
    [
      [0, null],
      [1, 0],
      [2, 1],
    ],
  );
  assert.deepEqual(state.run?.progress, { stage: "pruning", done: 2, total: 60 });
});

test("the progress of a whole repair never goes back", () => {
  const stages = /** @type {const} */ ([
    "validation",
    "poisonedValidation",
    "pruning",
    "test",
    "poisonedTest",
    "scoring",
  ]);
  const shares = stages.flatMap((stage) => [0, 5, 10].map((done) => share({ stage, done, total: 10 })));
  assert.deepEqual(
    shares,
    [...shares].sort((a, b) => a - b),
  );
  assert.deepEqual([shares[0], shares.at(-1), share({ stage: "test", done: 0, total: 0 })], [0, 1, 0.7]);
});

test("channels that the recipe skips are not waited for", () => {
  const channels = [5, 3].map((channel) => ({ channel, activation: channel, dead: false }));
  const running = repairing();
  const ranked = reduce(running, {
    type: "repair-event",
    run: running.runs,
    event: { kind: "ranked", channels, smallestGap: null },
  });
  assert.deepEqual(
    [pruningRun(running.run)?.prunable, pruningRun(ranked.run)?.prunable, ranked.run?.progress.total],
    [60, 2, 2],
  );
});

test("a threshold that was met and one that was not are milestones", () => {
  const row = { threshold: 2, pruned: 45, clean: 95, asr: 100, ...UNKNOWN, goodnet: goodnet(94, 100) };
  const none = { threshold: 4, pruned: null, clean: null, asr: null, ...UNKNOWN, goodnet: null };
  const running = repairing();
  const met = reduce(running, { type: "repair-event", run: running.runs, event: { kind: "repaired", ...row } });
  assert.equal(met.milestone, "The threshold of 2 points is met with 45 channels pruned.");
  const both = reduce(met, { type: "repair-event", run: running.runs, event: { kind: "repaired", ...none } });
  assert.equal(both.milestone, "The threshold of 4 points was not reached.");
  assert.deepEqual(
    [2, 4, 7].map((threshold) => rowOf(pruned(both.run), threshold)),
    [row, none, null],
  );
});

test("steps are no milestones", () => {
  const running = repairing();
  assert.equal(step(running, 0).milestone, running.milestone);
});

test("news of a run that is over changes nothing, not even after another model", () => {
  const first = repairing();
  const cancelled = after(first, { type: "repair-cancelling" }, { type: "repair-cancelled", run: first.runs });
  const second = reduce(cancelled, { type: "repair-started", asked: asked([2]) });
  assert.equal(step(second, 5, first.runs), second);
  assert.equal(reduce(second, { type: "repair-cancelled", run: first.runs }), second);
  const swapped = after(first, ...open("mine.onnx"), { type: "repair-started", asked: asked([2]) });
  assert.equal(step(swapped, 5, first.runs), swapped);
});

test("cancelling keeps the curve and lets the next repair start", () => {
  const running = step(repairing(), 0);
  const stopping = reduce(running, { type: "repair-cancelling" });
  assert.equal(isRunning(stopping.run), true);
  const cancelled = reduce(stopping, { type: "repair-cancelled", run: running.runs });
  assert.equal(isRunning(cancelled.run), false);
  assert.equal(pruningRun(cancelled.run)?.steps.length, 1);
  assert.equal(cancelled.milestone, "The repair was cancelled.");
  assert.deepEqual(pruningRun(reduce(cancelled, { type: "repair-started", asked: asked([2]) }).run)?.steps, []);
});

test("the report is the last word on a run", () => {
  const running = step(repairing(), 0);
  const report = {
    convolution: "conv_3",
    recipe: PRESETS.lab,
    scoredOn: /** @type {const} */ ("test"),
    baseline: { clean: 97.5, asr: 100, ...UNKNOWN },
    ranking: { channels: [], smallestGap: null },
    steps: [],
    repaired: [],
    ties: 3,
    decisions: 1000,
    tied: [],
    sweep: { way: /** @type {const} */ ("incremental"), fallback: null, slack: 1e-4, steps: [] },
  };
  const done = reduce(running, { type: "repair-done", run: running.runs, report });
  assert.deepEqual(
    [done.run?.status, done.run?.baseline, done.run?.calls, pruningRun(done.run)?.steps],
    ["done", report.baseline, { ties: 3, decisions: 1000 }, []],
  );
});

test("a repair that breaks says why and lets the next one start", () => {
  const running = repairing();
  const failed = reduce(running, { type: "repair-failed", run: running.runs, message: "the device was lost" });
  assert.equal(failed.problems.repair, "The repair stopped. The device was lost.");
  assert.equal(isRunning(failed.run), false);
  assert.equal(reduce(failed, { type: "repair-started", asked: asked([2]) }).problems.repair, undefined);
});

test("an engine that changes on the way is named, and is asked anew by the next repair", () => {
  const running = repairing();
  const event = /** @type {const} */ ({
    kind: "engine",
    name: "simd",
    adapter: null,
    workers: 1,
    fallback: "The GPU was lost.",
  });
  const changed = reduce(running, { type: "repair-event", run: running.runs, event });
  assert.equal(changed.engine?.fallback, "The GPU was lost.");
  assert.equal(changed.milestone, "The work goes on with the simd engine.");
});

test("a problem with the thresholds goes as soon as they are typed again", () => {
  const wrong = reduce(opened(), { type: "problem", place: "thresholds", text: "“x” is not a number" });
  assert.equal(wrong.problems.thresholds, "“x” is not a number.");
  assert.equal(reduce(wrong, { type: "thresholds", text: "2" }).problems.thresholds, undefined);
});

test("what came to the list of files or went from it can be undone, once", () => {
  const file = (/** @type {string} */ name, size = 1) => new File([new Uint8Array(size)], name);
  const brought = after(initialState(), { type: "files-added", files: [file("bd_net.h5"), file("valid.h5")] });
  const replaced = after(brought, { type: "files-added", files: [file("valid.h5", 2)] });
  assert.deepEqual(replaced.userFiles.map((one) => one.file.size).sort(), [1, 2]);
  assert.equal(after(replaced, { type: "files-undo" }).userFiles, brought.userFiles);
  const gone = after(brought, { type: "file-removed", index: 0 });
  assert.equal(gone.userFiles.length, 1);
  const back = after(gone, { type: "files-undo" });
  assert.equal(back.userFiles, brought.userFiles);
  const useless = after(gone, { type: "file-unusable", file: brought.userFiles[0]?.file, message: "it is empty" });
  assert.equal(useless.milestone, gone.milestone, "nobody is told of a file that was taken away");
  assert.match(
    after(useless, { type: "files-undo" }).userFiles[0]?.problem ?? "",
    /empty/,
    "what was found in it meanwhile is not lost",
  );
  assert.equal(after(back, { type: "files-undo" }), back);
  assert.equal(
    after(gone, { type: "file-role", index: 0, role: null }).undo,
    null,
    "a choice made since then is not undone with it",
  );
});
