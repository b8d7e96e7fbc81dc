// How long a repair goes on after it was cancelled.

import { startBrowser } from "./browser.js";
import { median } from "./tools.js";

/** @import { EngineChoice } from "../../crate/web/src/types.js" */

/**
 * @typedef {object} Cancelled
 * @property {string} engine as the tables call it
 * @property {number} middle milliseconds, the median
 * @property {number} longest milliseconds
 */

const ENGINES = /** @type {{ engine: EngineChoice, workers: number, title: string }[]} */ ([
  { engine: "simd", workers: 1, title: "`simd`, 1 worker" },
  { engine: "simd", workers: 64, title: "`simd`, all cores" },
  { engine: "webgpu", workers: 1, title: "`webgpu` on SwiftShader, a GPU made of software" },
  { engine: "reference", workers: 1, title: "`reference`, 1 worker" },
]);
/** A cancel comes when so many steps are known. */
const MOMENTS = [0, 1, 2, 4, 6, 8, 12];

/**
 * @param {string} work the bench's folder
 * @returns {Promise<Cancelled[]>}
 */
export async function cancelled(work) {
  const browser = await startBrowser(work, ["--use-webgpu-adapter=swiftshader"]);
  try {
    const page = await browser.open("goodnet");
    await page.evaluate(() => /** @type {any} */ (globalThis).bench.open(null));
    const all = [];
    for (const { engine, workers, title } of ENGINES) {
      const times = /** @type {number[]} */ ([]);
      for (const steps of MOMENTS) {
        const asked = { defence: "pruning", options: {}, engine, workers };
        const given = /** @type {const} */ (["badnet", asked, steps]);
        times.push(await page.evaluate((of) => /** @type {any} */ (globalThis).bench.cancel(...of), given));
      }
      all.push({ engine: title, middle: median(times), longest: Math.max(...times) });
    }
    return all;
  } finally {
    await browser.stop();
  }
}
