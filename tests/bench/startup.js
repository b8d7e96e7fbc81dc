// How long the built page takes from navigation to the first point of the curve.

import { median } from "./tools.js";

/** @import { Browser } from "./browser.js" */

/**
 * Milliseconds from navigation, medians.
 * @typedef {object} Startup
 * @property {number} interactive the page's own scripts have run
 * @property {number} ready the network and the images are read, and Repair can be pressed
 * @property {number} point the curve has its first point, with Repair pressed at once
 */

/** Runs in the page: when the worker told the first step. */
function recordFirstStep() {
  globalThis.Worker = class extends Worker {
    /** @param {ConstructorParameters<typeof Worker>} args */
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        if (data.type === "progress" && data.event.kind === "step")
          /** @type {any} */ (globalThis).firstStep ??= performance.now();
      });
    }
  };
}

/**
 * @param {Browser} browser
 * @param {number} visits each with an empty cache
 * @returns {Promise<Startup>}
 */
export async function startup(browser, visits) {
  const all = /** @type {Startup[]} */ ([]);
  for (let visit = 0; visit < visits; visit++) all.push(await visitPage(browser));
  const middle = (/** @type {keyof Startup} */ part) => median(all.map((times) => times[part]));
  return { interactive: middle("interactive"), ready: middle("ready"), point: middle("point") };
}

/** @param {Browser} browser @returns {Promise<Startup>} */
async function visitPage({ browser, dist }) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.addInitScript(recordFirstStep);
    await page.goto(dist);
    const button = page.locator("#repair:not([aria-disabled=true])");
    await button.waitFor();
    const ready = await page.evaluate(() => performance.now());
    await button.click();
    await page.waitForFunction(() => "firstStep" in globalThis);
    return await page.evaluate((then) => {
      const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
      return {
        interactive: navigation.domContentLoadedEventEnd,
        ready: then,
        point: /** @type {any} */ (globalThis).firstStep,
      };
    }, ready);
  } finally {
    await context.close();
  }
}
