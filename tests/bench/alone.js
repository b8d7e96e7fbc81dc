// What is measured of goodnet alone.

import { cancelled } from "./cancel.js";
import { startBrowser } from "./browser.js";
import { gpuWork } from "./gpu.js";
import { profile } from "./kernels.js";
import { startup } from "./startup.js";
import { say } from "./tools.js";

/** @import { SweepReport } from "../../crate/web/src/types.js" */

/**
 * @typedef {object} Alone
 * @property {import("./startup.js").Startup} startup
 * @property {import("./kernels.js").Profile} profile
 * @property {import("./cancel.js").Cancelled[]} cancelled
 * @property {import("./gpu.js").GpuWork | null} gpu
 */

/**
 * @param {string} work the bench's folder
 * @param {string} bundle
 * @param {Record<string, { images: number, sweep: SweepReport }>} scenarios
 * @param {number} rounds
 * @returns {Promise<Alone>}
 */
export async function measureAlone(work, bundle, scenarios, rounds) {
  say("Measuring start-up and profile");
  const browser = await startBrowser(work);
  const inBrowser = async () => ({
    startup: await startup(browser, rounds),
    profile: await profile(browser, scenarios, rounds),
  });
  const found = await inBrowser().finally(() => browser.stop());
  say("Measuring how soon a cancel takes effect");
  const stopped = await cancelled(work);
  say("Counting what WebGPU does");
  return { ...found, cancelled: stopped, gpu: await gpuWork(bundle, "pruning-aware") };
}
