import assert from "node:assert/strict";
import { test } from "node:test";

import { applyEvent, cachedRun, endRun, startRerun, startRun } from "../../www/js/features/repair/run.js";
import { Stopwatch } from "../../www/js/features/repair/stopwatch.js";
import { asked } from "./support/model.js";
import { REPORT } from "./support/report.js";

const ASKED = asked();
const begun = () => startRun(1, ASKED);
const halfPruned = () =>
  applyEvent(applyEvent(begun(), { kind: "ranked", channels: Array(60), smallestGap: null }), {
    kind: "step",
    pruned: 30,
    channel: 3,
    clean: 90,
    asr: 90,
    ties: 0,
  });

test("what is left is what was taken, by the share that is done", () => {
  const watch = new Stopwatch();
  watch.see(begun(), 500);
  const half = halfPruned();
  watch.see(half, 5000);
  // Half of the pruning is 0.45 of the whole, see SPANS.
  assert.equal(Math.round(watch.left(half, 5000) ?? 0), Math.round((4500 * 0.55) / 0.45));
});

test("nobody guesses at the beginning, or when nothing runs", () => {
  const watch = new Stopwatch();
  watch.see(begun(), 0);
  assert.equal(watch.left(begun(), 5000), null, "nothing is done");
  watch.see(halfPruned(), 100);
  assert.equal(watch.left(halfPruned(), 100), null, "too early");
  const done = endRun(halfPruned(), { status: "done", ...REPORT });
  watch.see(done, 9000);
  assert.equal(watch.left(done, 9000), null);
});

test("laps add up to the whole, stage by stage", () => {
  const watch = new Stopwatch();
  watch.see(null, 0);
  watch.see(begun(), 1000);
  watch.see(halfPruned(), 1400);
  watch.see(halfPruned(), 2400);
  watch.see(endRun(halfPruned(), { status: "done", ...REPORT }), 2500);
  assert.deepEqual(watch.laps, { validation: 400, pruning: 1100 });
  watch.see(endRun(halfPruned(), { status: "done", ...REPORT }), 9000);
  assert.deepEqual(watch.laps, { validation: 400, pruning: 1100 }, "and stay");
  watch.see(null, 9500);
  assert.deepEqual(watch.laps, {});
});

test("a repair that was cancelled leaves no time; one run again does", () => {
  const watch = new Stopwatch();
  watch.see(begun(), 0);
  watch.see(endRun(begun(), { status: "cancelled" }), 700);
  assert.deepEqual(watch.laps, {});
  const kept = cachedRun(2, ASKED, { report: REPORT, at: 0 });
  watch.see(kept, 1000);
  assert.deepEqual(watch.laps, {});
  watch.see(startRerun(kept), 2000);
  watch.see(endRun(startRerun(kept), { status: "done", ...REPORT }), 2300);
  assert.deepEqual(watch.laps, { validation: 300 });
});
