import assert from "node:assert/strict";
import { test } from "node:test";

import { keyOf, superfluous } from "../../www/js/features/repair/result-store.js";
import { PRESETS } from "../../www/js/features/defences/pruning/recipe.js";
import { isRunning } from "../../www/js/features/repair/run.js";
import { initialState, reduce } from "../../www/js/app/state.js";
import { MODEL } from "./support/model.js";
import { REPORT } from "./support/report.js";

/** @import { Action, State } from "../../www/js/app/state.js" */

const ASKED = { thresholds: [2, 4], recipe: PRESETS.lab, convolution: "conv_3", channels: 60 };

/**
 * @param {State} state
 * @param {Action[]} actions
 */
const after = (state, ...actions) => actions.reduce(reduce, state);
const recalled = () => after(initialState(), { type: "opened", model: MODEL, own: null }, { type: "recalled", asked: ASKED, kept: { report: REPORT, at: 1000 } });

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
  assert.equal(keyOf(["https://a/x.wasm"], "badnet", { ...ASKED }), keys[0]);
});

test("only the oldest results go, and only where there are too many", () => {
  const all = Array.from({ length: 26 }, (_, i) => /** @type {[string, { at: number }]} */ ([`key ${i}`, { at: (i * 7) % 26 }]));
  const oldest = all.filter(([, { at }]) => at < 2).map(([key]) => key);
  assert.deepEqual(superfluous(all).sort(), oldest.sort());
  assert.deepEqual(superfluous(all.slice(0, 24)), []);
});

test("a kept result is shown as it was, and says that it was kept", () => {
  const { run, milestone } = recalled();
  assert.equal(run?.status, "done");
  assert.equal(run?.kept, 1000);
  assert.equal(run?.steps, REPORT.steps);
  assert.deepEqual(run?.calls, { ties: REPORT.ties, decisions: REPORT.decisions });
  assert.equal(milestone, "The result of an earlier visit is shown.");
  assert.ok(!isRunning(run));
});

test("a kept repair runs again beside its figures, which stay", () => {
  const again = after(recalled(), { type: "repair-again" });
  assert.ok(isRunning(again.run));
  const { runs: run } = again;
  const stepped = after(again, { type: "repair-event", run, event: { kind: "step", pruned: 0, channel: null, clean: 97, asr: 100, ties: 0 } });
  assert.equal(stepped.run?.steps, REPORT.steps);
  assert.equal(stepped.run?.again?.steps.length, 1);
  assert.equal(after(stepped, { type: "repair-again" }), stepped, "not twice at once");
  const done = after(stepped, { type: "repair-done", run, report: REPORT });
  assert.equal(done.run?.status, "done");
  assert.equal(done.run?.kept, null, "the worker has it now");
  assert.equal(done.run?.again, null);
});

test("a repair that is run again and cancelled, or fails, leaves the kept figures", () => {
  const again = after(recalled(), { type: "repair-again" });
  const cancelled = after(again, { type: "repair-cancelling" }, { type: "repair-cancelled", run: again.runs });
  const failed = after(again, { type: "repair-failed", run: again.runs, message: "no memory" });
  for (const { run } of [cancelled, failed]) {
    assert.equal(run?.status, "done");
    assert.equal(run?.kept, 1000);
    assert.ok(!isRunning(run));
  }
  assert.equal(failed.problems.repair, "The repair stopped. No memory.");
});
