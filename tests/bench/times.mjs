// How long a repair of the bundle takes in Chromium, part by part, with each engine.
//
//   ./build.sh dist
//   GOODNET_CHROMIUM=/usr/bin/chromium node tests/bench/times.mjs [RUNS]
//
// The engines take turns; each figure is the median of RUNS (3 unless said). No GPU is needed: WebGPU runs on
// Chromium's software adapter, which says nothing of what a real one would do.

import { openPage, start } from "../e2e/support/browser.js";

const RUNS = Number(process.argv[2] ?? 3);
const ENGINES = /** @type {const} */ (["tract", "webgpu"]);

/** Runs in the page: the time of each message from the worker, by what it tells. */
function recordTimes() {
  /** @type {any} */ (globalThis).times = [];
  globalThis.Worker = class extends Worker {
    /** @param {ConstructorParameters<typeof Worker>} args */
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        const { type, event, value } = data;
        const what = type === "progress" ? `${event.kind} ${event.set ?? event.pruned ?? ""}` : "baseline" in (value ?? {}) ? "report" : type;
        /** @type {any} */ (globalThis).times.push([what.trim(), performance.now()]);
      });
    }
  };
}

/**
 * One repair, in milliseconds by part.
 *
 * @param {typeof ENGINES[number]} engine
 */
async function measure(engine) {
  const world = await start({ gpu: engine === "webgpu" });
  try {
    const { page } = await openPage(world, { before: recordTimes });
    const button = page.getByRole("button", { name: "Repair", exact: true });
    await page.locator("#repair:not([aria-disabled=true])").waitFor({ timeout: 120_000 });
    const opened = await page.evaluate(() => performance.now());
    await page.evaluate(() => (/** @type {any} */ (globalThis).times.length = 0));
    await button.click();
    await page.waitForFunction(() => /** @type {any} */ (globalThis).times.at(-1)?.[0] === "report", null, { timeout: 600_000 });
    const times = /** @type {[string, number][]} */ (await page.evaluate(() => /** @type {any} */ (globalThis).times));
    const first = times[0][1];
    /** @param {string} what */
    const last = (what) => times.findLast(([told]) => told.startsWith(what))?.[1] ?? Number.NaN;
    const ends = [last("features validation"), last("features poisonedValidation"), last("step"), last("features poisonedTest"), last("report")];
    return {
      "page opened, network and images read": opened,
      "prefix, clean validation images, and ranking": ends[0] - first,
      "prefix, poisoned validation images": ends[1] - ends[0],
      "sweep, every step": ends[2] - ends[1],
      "prefix, clean and poisoned test images": ends[3] - ends[2],
      "B and the repaired models scored": ends[4] - ends[3],
      "the whole repair": ends[4] - first,
    };
  } finally {
    await world.stop();
  }
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const runs = /** @type {Record<string, Record<string, number>[]>} */ ({ tract: [], webgpu: [] });
for (let run = 0; run < RUNS; run++) {
  for (const engine of ENGINES) runs[engine].push(await measure(engine));
}
console.log(`| ms, median of ${RUNS} | ${ENGINES.join(" | ")} |\n|---|${ENGINES.map(() => "---|").join("")}`);
for (const part of Object.keys(runs.tract[0])) {
  const cells = ENGINES.map((engine) => Math.round(median(runs[engine].map((run) => run[part]))));
  console.log(`| ${part} | ${cells.join(" | ")} |`);
}
