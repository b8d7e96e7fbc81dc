// Who takes part outside the browser: goodnet's command line, and the notebook's loop in Python.

import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { run } from "./tools.js";

/**
 * @import { Contestant } from "./contestants.js"
 * @import { Step } from "./loop.js"
 */

/** goodnet on all cores. @returns {Contestant} */
export function nativeGoodnet() {
  const threads = availableParallelism();
  return {
    id: "goodnet native",
    title: `goodnet, native, ${threads} threads`,
    threads,
    batch: null,
    async open() {},
    async turn({ name, scenario, bundle, order }) {
      // The first of the two warms up, as the loops in Python do.
      const told = JSON.parse(await run("GOODNET_TIMES", [bundle, scenario, 2, threads]));
      if (told.ranking.join() !== order.join())
        throw new Error(`goodnet ranks the channels of ${name} otherwise each time`);
      const at = (/** @type {{ pruned: number }} */ { pruned }) =>
        pruned === 0 ? told.forward_ms[1] : told.sweep_ms[1];
      const steps = told.steps.map((/** @type {Step} */ step) => ({ ...step, at: at(step) }));
      return { forward: steps.slice(0, 1), whole: steps };
    },
  };
}

/**
 * The notebook's loop in Python.
 *
 * @param {"keras" | "ort"} name
 * @param {number} batch
 * @param {(versions: Record<string, string>) => void} tellVersions
 * @returns {Contestant}
 */
export function pythonLoop(name, batch, tellVersions) {
  const script = fileURLToPath(new URL(`native/${name}_loop.py`, import.meta.url));
  const title = { keras: "Keras on TensorFlow", ort: "ONNX Runtime" }[name];
  return {
    id: `${name} python ${batch}`,
    title: `${title} (Python), batch ${batch}`,
    threads: availableParallelism(),
    batch,
    async open() {},
    async turn({ folder, order }, { loop }) {
      if (!loop) return {};
      const told = JSON.parse(await run("GOODNET_PYTHON", [script, folder, batch, order.join()]));
      tellVersions(told.versions);
      return { forward: told.steps.slice(0, 1), whole: told.steps };
    },
  };
}
