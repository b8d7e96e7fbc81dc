// Where the time of a sweep goes in a browser, and how much of the processor's multiply-adds each kernel gets.

import { peak } from "./peak.js";

/**
 * @import { CDPSession } from "playwright-core"
 * @import { SweepReport } from "../../crate/web/src/types.js"
 * @import { Browser } from "./browser.js"
 */

/**
 * @typedef {object} Kernel
 * @property {string} name
 * @property {number} micros an image, in the whole sweep
 * @property {number | null} macs multiply-accumulates an image; null where it does something else
 */

/**
 * @typedef {object} Profile
 * @property {number} peak multiply-accumulates a second
 * @property {Record<string, Kernel[]>} scenarios
 */

/** What a function's name says of it: the first that fits. */
const KINDS = /** @type {[RegExp, string | null][]} */ ([
  // Opening a scenario is no part of a sweep.
  [/goodnet_core::(images|bundle|network::(model|graph|cut|lower))|goodnet_(data|onnx)|tract|zune/, null],
  [/kernels::winograd/, "conv_2, conv_3 (Winograd)"],
  [/kernels::conv/, "conv_1"],
  [/kernels::dense/, "dense layers"],
  [/CutMap::shift/, "moving sums"],
  [/MarginBound|TopKScan|BoundAnchor|decision/, "who wins"],
  [/goodnet_core/, "the rest of goodnet-core"],
]);

/**
 * Multiply-accumulates an image of DeepID's convolutions: places x filters x taps; Winograd's F(2x2, 3x3) takes 16 for
 * 36.
 */
const CONVOLUTIONS = {
  conv_1: 52 * 44 * 20 * (4 * 4 * 3),
  "conv_2, conv_3 (Winograd)": ((24 * 20 * 40 * (3 * 3 * 20) + 10 * 8 * 60 * (3 * 3 * 40)) * 16) / 36,
};
/** What reads the cut (fc_1 and conv_4), a channel; then fc_2, and the scores. */
const [CUT, FC_2, SCORES] = [20 * 160 + 4 * 12 * 80, 960 * 160, 160 * 1283];
const CHANNELS = 60;

/**
 * @param {SweepReport} sweep
 * @param {number} images clean and poisoned
 * @returns {number} of the dense kernel, an image: sums taken anew each time half of the channels are gone, fc_2 for
 *   every image that a step changed, the scores where no bound tells
 */
function denseMacs({ steps }, images) {
  const changed = steps.reduce((sum, step) => sum + step.changed, 0) / images;
  const full = steps.reduce((sum, step) => sum + step.full, 0) / images;
  let [left, macs] = [CHANNELS, CHANNELS * CUT];
  for (let pruned = 1; pruned < CHANNELS; pruned++) {
    if (2 * (CHANNELS - pruned) > left) continue;
    left = CHANNELS - pruned;
    macs += left * CUT;
  }
  return macs + changed * FC_2 + full * SCORES;
}

/**
 * The worker of a page, as Chromium's debugger sees it.
 *
 * @param {CDPSession} cdp the page's
 */
async function attach(cdp) {
  /** @type {string | null} */
  let sessionId = null;
  let lastId = 0;
  const waiting = /** @type {Map<number, (result: any) => void>} */ (new Map());
  cdp.on("Target.attachedToTarget", (event) => (sessionId ??= event.sessionId));
  cdp.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result } = JSON.parse(message);
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  await cdp.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  return (/** @type {string} */ method, /** @type {object} */ params = {}) => {
    if (sessionId === null) throw new Error("no worker has started yet");
    const id = ++lastId;
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    return cdp
      .send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) })
      .then(() => answer);
  };
}

/**
 * @param {Browser} browser
 * @param {Record<string, { images: number, sweep: SweepReport }>} scenarios
 * @param {number} turns
 * @returns {Promise<Profile>}
 */
export async function profile(browser, scenarios, turns) {
  const page = await browser.open("goodnet");
  const toWorker = await attach(await page.context().newCDPSession(page));
  const found = /** @type {Profile} */ ({ peak: await peak(page), scenarios: {} });
  await page.evaluate(() => /** @type {any} */ (globalThis).bench.open(null, "/named"));
  for (const [scenario, { images, sweep }] of Object.entries(scenarios)) {
    const run = () =>
      page.evaluate(
        (of) =>
          /** @type {any} */ (globalThis).bench.sweep(of, {
            defence: "pruning",
            options: { recipe: "lab" },
            engine: "simd",
            workers: 1,
          }),
        scenario,
      );
    await run();
    await run();
    await toWorker("Profiler.enable");
    await toWorker("Profiler.setSamplingInterval", { interval: 200 });
    const times = new Map(/** @type {[string, number][]} */ ([]));
    for (let turn = 0; turn < turns; turn++) {
      await toWorker("Profiler.start");
      const swept = await run();
      const { profile: recorded } = await toWorker("Profiler.stop");
      const last = swept.steps[swept.steps.length - 1].at;
      addTimes(times, recorded, last * 1000);
    }
    const macs = /** @type {Record<string, number>} */ ({
      ...CONVOLUTIONS,
      "dense layers": denseMacs(sweep, 2 * images),
    });
    found.scenarios[scenario] = [...times]
      .map(([name, micros]) => ({ name, micros: micros / turns / (2 * images), macs: macs[name] ?? null }))
      .sort((a, b) => b.micros - a.micros);
  }
  await page.context().close();
  return found;
}

/**
 * Adds each kind's own time, in microseconds.
 *
 * @param {Map<string, number>} times
 * @param {{ nodes: { id: number, callFrame: { functionName: string } }[], samples: number[], timeDeltas: number[] }}
 *   recorded
 * @param {number} whole how long the sweep took
 */
function addTimes(times, { nodes, samples, timeDeltas }, whole) {
  const kinds = new Map(nodes.map(({ id, callFrame: { functionName } }) => [id, kindOf(functionName)]));
  let known = 0;
  for (const [index, id] of samples.entries()) {
    const kind = kinds.get(id) ?? null;
    if (kind === null) continue;
    times.set(kind, (times.get(kind) ?? 0) + timeDeltas[index]);
    known += timeDeltas[index];
  }
  times.set("everything else", (times.get("everything else") ?? 0) + Math.max(0, whole - known));
}

/** @param {string} name @returns {string | null} null: no function of ours */
const kindOf = (name) => KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
