// What a GPU is given to do for a whole repair, and what crosses to it and back.

import { run } from "./tools.js";

/**
 * @typedef {object} GpuWork
 * @property {string} adapter
 * @property {number} images clean validation images; there are as many poisoned ones, and the test images
 * @property {number} submissions
 * @property {number} dispatches
 * @property {number} bytes_up
 * @property {number} bytes_down
 * @property {number} milliseconds from the start to the last step
 */

/**
 * @param {string} bundle
 * @param {string} scenario
 * @returns {Promise<GpuWork | null>} null where there is no adapter
 */
export async function gpuWork(bundle, scenario) {
  try {
    const { gpu, images, sweep_ms } = JSON.parse(await run("GOODNET_TIMES", [bundle, scenario, 1, 1, "webgpu"]));
    return { ...gpu, images, milliseconds: sweep_ms[0] };
  } catch (error) {
    if (/no WebGPU adapter/.test(String(error))) return null;
    throw error;
  }
}
