// What the measurements were made on and with.

import { readFile } from "node:fs/promises";
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";

/**
 * @typedef {object} Machine
 * @property {string} cpu
 * @property {number} cores
 * @property {number} memory in GiB
 * @property {string} system
 */

/** @returns {Machine} */
export const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  memory: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${arch()}`,
});

/** @returns {Promise<Record<string, string>>} what tests/bench/package-lock.json pins of the runtimes */
export async function npmVersions() {
  const { packages } = JSON.parse(await readFile(new URL("package-lock.json", import.meta.url), "utf8"));
  const version = (/** @type {string} */ name) => packages[`node_modules/${name}`].version;
  return { "ONNX Runtime Web": version("onnxruntime-web"), "TensorFlow.js": version("@tensorflow/tfjs-core") };
}
