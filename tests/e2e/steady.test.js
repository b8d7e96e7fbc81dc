// The page's own thread is never held up, and nothing on it jumps.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { loaded, repair } from "./support/page.js";

/** Cumulative layout shift up to which a page counts as steady: web.dev/articles/cls. */
const STEADY = 0.1;
/** A task that takes longer than this is a long one (w3.org/TR/longtasks-1), in microseconds. */
const LONG = 50_000;

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  world = await start();
});
after(() => world?.stop());

/** Runs in the page: writes down every shift that nobody asked for. */
function observe() {
  const seen = /** @type {any} */ (globalThis);
  seen.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of /** @type {any[]} */ (list.getEntries())) {
      const what = entry.sources
        .map((/** @type {any} */ { node }) => node?.id || node?.className || node?.nodeName)
        .join(", ");
      if (!entry.hadRecentInput) seen.shifts.push({ value: entry.value, what });
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/**
 * Milliseconds of the longest tasks of the page's own thread, by a trace. The processor's time counts: on a busy
 * machine a task also waits for its turn, which the page can do nothing about, and which a PerformanceObserver would
 * count.
 *
 * @param {Buffer} trace
 */
function longTasks(trace) {
  /** @type {{ traceEvents: { name: string, ph: string, pid: number, tid: number, tdur?: number, args: any }[] }} */
  const { traceEvents } = JSON.parse(trace.toString("utf8"));
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => name === "ThreadControllerImpl::RunTask" && ph === "X" && mains.has(`${pid} ${tid}`),
  );
  assert.ok(
    tasks.length > 100 && tasks.every(({ tdur }) => tdur !== undefined),
    "the trace tells the tasks and their time",
  );
  return tasks.filter(({ tdur }) => (tdur ?? 0) > LONG).map(({ tdur }) => (tdur ?? 0) / 1000);
}

for (const [device, viewport] of /** @type {const} */ ([
  ["desktop", { width: 1280, height: 800 }],
  ["phone", { width: 360, height: 740 }],
])) {
  test(`${device}: no long task in a sweep, and hardly a layout shift from the first byte to the last row`, async () => {
    const opened = await openPage(world, { context: { viewport }, before: observe });
    const { page } = opened;
    await loaded(page);
    await world.browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
    await repair(page);
    assert.deepEqual(longTasks(await world.browser.stopTracing()), []);
    const shifts = await page.evaluate(() => /** @type {any} */ (globalThis).shifts);
    const sum = shifts.reduce((/** @type {number} */ all, /** @type {any} */ { value }) => all + value, 0);
    assert.ok(sum <= STEADY, `the layout shifted by ${sum}: ${JSON.stringify(shifts)}`);
    assertQuiet(opened);
    await opened.close();
  });
}
