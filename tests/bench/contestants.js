// Who takes part in Chromium: goodnet's engines, ONNX Runtime Web, TensorFlow.js.

import { say } from "./tools.js";

/**
 * @import { Page } from "playwright-core"
 * @import { EngineChoice } from "../../crate/web/src/types.js"
 * @import { Browser } from "./browser.js"
 * @import { Case } from "./cases.js"
 * @import { Step } from "./loop.js"
 */

/**
 * What one turn gave. goodnet's `whole` is its sweep, and its first step counts as the forward pass; another runtime's
 * `whole` is the lab's loop.
 * @typedef {{ forward?: Step[], whole?: Step[] }} Turn
 */

/**
 * @typedef {object} Contestant
 * @property {string} id
 * @property {string} title what the tables call it
 * @property {number} threads
 * @property {number | null} batch
 * @property {(on: Case) => Promise<void>} open loads a case and warms up
 * @property {(on: Case, options: { loop: boolean }) => Promise<Turn>} turn `loop`: a runtime that needs minutes runs
 *   its loop too
 */

/** Batch sizes that another runtime may do best with; 1,283 is a set of the bundle in one piece. */
const BATCHES = [64, 256, 1283];

/**
 * @param {Browser} browser
 * @param {string} id
 * @param {string} title
 * @param {{ engine: EngineChoice, workers: number }} options
 * @returns {Promise<Contestant>}
 */
async function goodnet(browser, id, title, { engine, workers }) {
  const page = await browser.open("goodnet");
  /** @returns {Promise<import("./page/goodnet.js").Sweep>} */
  const sweep = async (/** @type {Case} */ { scenario }) => {
    await page.bringToFront();
    const options = { defence: "pruning", options: { recipe: "lab", thresholds: [30] }, engine, workers };
    return page.evaluate(
      ([of, given]) => /** @type {any} */ (globalThis).bench.sweep(of, given),
      /** @type {const} */ ([scenario, options]),
    );
  };
  return {
    id,
    title,
    threads: workers,
    batch: null,
    async open(on) {
      await page.evaluate((manifest) => /** @type {any} */ (globalThis).bench.open(manifest), on.manifest);
      await sweep(on);
    },
    async turn(on) {
      const swept = await sweep(on);
      const { name, workers: used, fallback } = swept.engine;
      if (name !== engine || used !== workers) {
        throw new Error(
          `goodnet ran ${name} with ${used} workers, not ${engine} with ${workers} (${fallback}): nothing can be compared`,
        );
      }
      if (swept.order.join() !== on.order.join())
        throw new Error(`goodnet ranks the channels of ${on.name} otherwise in Chromium than natively`);
      return { forward: swept.steps.slice(0, 1), whole: swept.steps };
    },
  };
}

/**
 * Every engine of goodnet that this machine can run.
 *
 * @param {Browser} browser
 * @param {{ all: boolean }} options `all`: the slow reference too
 * @returns {Promise<Contestant[]>}
 */
export async function goodnetEngines(browser, { all }) {
  const page = await browser.open("goodnet");
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  const adapter = await realAdapter(page);
  await page.context().close();
  if (adapter === null) say("No GPU but a software one: WebGPU is not measured");
  const engines = [
    await goodnet(browser, "goodnet simd 1", "goodnet, `simd`, 1 worker", { engine: "simd", workers: 1 }),
    await goodnet(browser, "goodnet simd all", `goodnet, \`simd\`, ${cores} workers`, {
      engine: "simd",
      workers: cores,
    }),
  ];
  if (all)
    engines.push(
      await goodnet(browser, "goodnet reference", "goodnet, `reference` (tract), 1 worker", {
        engine: "reference",
        workers: 1,
      }),
    );
  if (adapter !== null)
    engines.push(
      await goodnet(browser, "goodnet webgpu", `goodnet, \`webgpu\` on ${adapter}`, { engine: "webgpu", workers: 1 }),
    );
  return engines;
}

/**
 * @param {Page} page
 * @returns {Promise<string | null>} the name of a GPU that is not made of software
 */
async function realAdapter(page) {
  const name = await page.evaluate(async () => {
    // TypeScript's lib knows WebGPU only in part.
    const info = (await /** @type {any} */ (navigator).gpu?.requestAdapter())?.info;
    if (info === undefined || info.isFallbackAdapter) return null;
    return [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(" ");
  });
  return name === null || /swiftshader|llvmpipe|lavapipe|software/i.test(name) ? null : name;
}

/**
 * Another runtime, with the batch size that suits it best.
 *
 * @param {Browser} browser
 * @param {"ort" | "tfjs"} name
 * @param {{ isolated: boolean, tuneOn: Case }} options
 * @returns {Promise<Contestant>}
 */
export async function otherRuntime(browser, name, { isolated, tuneOn }) {
  const page = await browser.open(name, { isolated });
  const call = async (/** @type {"open" | "forward" | "loop"} */ what, /** @type {unknown[]} */ ...args) => {
    await page.bringToFront();
    return page.evaluate(
      ([method, given]) => /** @type {any} */ (globalThis).bench[method](...given),
      /** @type {const} */ ([what, args]),
    );
  };
  /** @returns {Promise<Step[]>} */
  const forward = () => call("forward");
  let best = { batch: 0, at: Infinity };
  for (const batch of BATCHES) {
    await call("open", tuneOn.name, batch);
    await forward();
    const [{ at }] = await forward();
    if (at < best.at) best = { batch, at };
  }
  const threads = await page.evaluate(
    () => /** @type {import("./page/offer.js").Offered} */ (/** @type {any} */ (globalThis).bench).threads,
  );
  const title = { ort: "ONNX Runtime Web (wasm)", tfjs: "TensorFlow.js (wasm)" }[name];
  const where = isolated ? "COOP/COEP" : "GitHub Pages";
  return {
    id: `${name} ${isolated ? "isolated" : "plain"}`,
    title: `${title}, ${threads} thread${threads === 1 ? "" : "s"} (${where})`,
    threads,
    batch: best.batch,
    async open({ name: of }) {
      await call("open", of, best.batch);
      await forward();
    },
    async turn({ order }, { loop }) {
      return { forward: await forward(), ...(loop ? { whole: await call("loop", order) } : {}) };
    },
  };
}
