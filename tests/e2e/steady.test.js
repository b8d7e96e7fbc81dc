// The page's own thread is never held up, and nothing on it jumps.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { loaded, repair } from "./support/page.js";

/** Cumulative layout shift up to which a page counts as steady: web.dev/articles/cls. */
const STEADY = 0.1;

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  world = await start();
});
after(() => world?.stop());

/** Runs in the page: writes down every task of more than 50 ms, and every shift that nobody asked for. */
function observe() {
  const seen = /** @type {any} */ (globalThis);
  seen.longTasks = [];
  seen.shifts = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.longTasks.push(`${Math.round(duration)} ms at ${Math.round(startTime)} ms`);
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of /** @type {any[]} */ (list.getEntries())) {
      const what = entry.sources.map((/** @type {any} */ { node }) => node?.id || node?.className || node?.nodeName).join(", ");
      if (!entry.hadRecentInput) seen.shifts.push({ value: entry.value, what });
    }
  }).observe({ type: "layout-shift", buffered: true });
}

for (const [device, viewport] of /** @type {const} */ ([["desktop", { width: 1280, height: 800 }], ["phone", { width: 360, height: 740 }]])) {
  test(`${device}: no long task in a sweep, and hardly a layout shift from the first byte to the last row`, async () => {
    const opened = await openPage(world, { context: { viewport }, before: observe });
    const { page } = opened;
    await loaded(page);
    await page.evaluate(() => void (/** @type {any} */ (globalThis).longTasks.length = 0));
    await repair(page);
    const { longTasks, shifts } = await page.evaluate(() => {
      const { longTasks, shifts } = /** @type {any} */ (globalThis);
      return { longTasks, shifts };
    });
    assert.deepEqual(longTasks, []);
    const sum = shifts.reduce((/** @type {number} */ all, /** @type {any} */ { value }) => all + value, 0);
    assert.ok(sum <= STEADY, `the layout shifted by ${sum}: ${JSON.stringify(shifts)}`);
    assertQuiet(opened);
    await opened.close();
  });
}
