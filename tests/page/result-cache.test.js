import assert from "node:assert/strict";
import { test } from "node:test";

import { keyOf, oldest } from "../../www/js/features/repair/result-store.js";
import { PRESETS } from "../../www/js/features/defences/pruning/recipe.js";
import { pruningRun } from "../../www/js/features/defences/pruning/run.js";
import { isRunning } from "../../www/js/features/defences/run.js";
import { initialState, reduce } from "../../www/js/app/state.js";
import { asked, MODEL } from "./support/model.js";
import { REPORT } from "./support/report.js";

/** @import { Action, State } from "../../www/js/features/index.js" */

const ASKED = asked();

/**
 * @param {State} state
 * @param {Action[]} actions
 */
const after = (state, ...actions) => actions.reduce(reduce, state);
const cached = () =>
  after(
    initialState(),
    { type: "opened", model: MODEL, userModel: null },
    { type: "result-cached", asked: ASKED, cached: { report: REPORT, at: 1000 } },
  );

test("results of other code, another network or another question have other keys", () => {
  const keys = [
    keyOf(["https://a/x.wasm"], "badnet", ASKED),
    keyOf(["https://a/y.wasm"], "badnet", ASKED),
    keyOf(["https://a/x.wasm"], "dormant", ASKED),
    keyOf(["https://a/x.wasm"], "badnet", { ...ASKED, recipe: { ...PRESETS.lab, dead: "skip" } }),
    keyOf(["https://a/x.wasm"], "badnet", { ...ASKED, thresholds: [2] }),
    keyOf(["https://a/x.wasm"], "badnet", { ...ASKED, convolution: "conv_2" }),
  ];
  assert.equal(new Set(keys).size, keys.length);
  const { recipe, ...rest } = ASKED;
  const { stop, ...others } = recipe;
  assert.equal(
    keyOf(["https://a/x.wasm"], "badnet", { recipe: { stop, ...others }, ...rest }),
    keys[0],
    "whatever is said first",
  );
});

test("only the oldest results go, and only where there are too many", () => {
  const all = Array.from(
    { length: 26 },
    (_, i) => /** @type {[string, { at: number }]} */ ([`key ${i}`, { at: (i * 7) % 26 }]),
  );
  const first = all.filter(([, { at }]) => at < 2).map(([key]) => key);
  assert.deepEqual(oldest(all).sort(), first.sort());
  assert.deepEqual(oldest(all.slice(0, 24)), []);
});

test("a kept result is shown as it was, and says that it was kept", () => {
  const { run, milestone } = cached();
  assert.equal(run?.status, "done");
  assert.equal(run?.cachedAt, 1000);
  assert.equal(pruningRun(run)?.steps, REPORT.steps);
  assert.deepEqual(run?.calls, { ties: REPORT.ties, decisions: REPORT.decisions });
  assert.equal(milestone, "The result of an earlier visit is shown.");
  assert.ok(!isRunning(run));
});

test("a kept repair runs again beside its figures, which stay", () => {
  const again = after(cached(), { type: "rerun-started" });
  assert.ok(isRunning(again.run));
  const { runs: run } = again;
  const stepped = after(again, {
    type: "repair-event",
    run,
    event: { kind: "step", pruned: 0, channel: null, clean: 97, asr: 100, ties: 0 },
  });
  assert.equal(pruningRun(stepped.run)?.steps, REPORT.steps);
  assert.equal(pruningRun(stepped.run)?.rerun?.steps.length, 1);
  assert.equal(after(stepped, { type: "rerun-started" }), stepped, "not twice at once");
  const done = after(stepped, { type: "repair-done", run, report: REPORT });
  assert.equal(done.run?.status, "done");
  assert.equal(done.run?.cachedAt, null, "the worker has it now");
  assert.equal(done.run?.rerun, null);
});

test("a repair that is run again and cancelled, or fails, leaves the kept figures", () => {
  const again = after(cached(), { type: "rerun-started" });
  const cancelled = after(again, { type: "repair-cancelling" }, { type: "repair-cancelled", run: again.runs });
  const failed = after(again, { type: "repair-failed", run: again.runs, message: "no memory" });
  for (const { run } of [cancelled, failed]) {
    assert.equal(run?.status, "done");
    assert.equal(run?.cachedAt, 1000);
    assert.ok(!isRunning(run));
  }
  assert.equal(failed.problems.repair, "The repair stopped. No memory.");
});
