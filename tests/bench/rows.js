// The ratios that the project promises, from what was measured.

import { find, forwardMs, wholeMs } from "./turns.js";

/**
 * @import { SweepReport } from "../../crate/web/src/types.js"
 * @import { Measured } from "./turns.js"
 */

/**
 * Everything that a run of the bench found out.
 * @typedef {object} Results
 * @property {import("./machine.js").Machine} machine
 * @property {Record<string, string>} versions
 * @property {number} rounds turns
 * @property {number} loops in how many of them the slow loops ran
 * @property {Record<string, { images: number, sweep: SweepReport, browser: Measured[], native: Measured[] }>} scenarios
 * @property {{ images: number, browser: Measured[] }[]} sizes the same with other numbers of images; empty after a
 *   quick run
 * @property {import("./alone.js").Alone | null} alone null after a quick run
 */

/** @typedef {{ name: string, ours_ms: number, theirs_ms: number, ratio: number }} Row */

/** @param {Results} results @returns {Row[]} */
export function rows({ scenarios }) {
  const { badnet, "pruning-aware": aware } = scenarios;
  const single = (/** @type {Measured[]} */ all) => find(all, "goodnet simd 1");
  const cores = (/** @type {Measured[]} */ all) => find(all, "goodnet simd all");
  const ort = (/** @type {Measured[]} */ all) => find(all, "ort plain");
  const tfjs = (/** @type {Measured[]} */ all) => find(all, "tfjs plain");
  const keras = aware.native.filter(({ id, whole }) => id.startsWith("keras") && whole.length > 0);
  return [
    row("forward", forwardMs(single(badnet.browser)), forwardMs(ort(badnet.browser))),
    row("sweep pruning-aware", wholeMs(single(aware.browser)), forwardMs(ort(aware.browser))),
    row("sweep badnet", wholeMs(single(badnet.browser)), forwardMs(ort(badnet.browser))),
    row("lab loop onnxruntime-web pruning-aware", wholeMs(cores(aware.browser)), wholeMs(ort(aware.browser))),
    row("lab loop tfjs pruning-aware", wholeMs(cores(aware.browser)), wholeMs(tfjs(aware.browser))),
    row("lab loop onnxruntime-web badnet", wholeMs(cores(badnet.browser)), wholeMs(ort(badnet.browser))),
    row("lab loop tfjs badnet", wholeMs(cores(badnet.browser)), wholeMs(tfjs(badnet.browser))),
    // A run that was broken off may not have come so far.
    ...(keras.length === 0
      ? []
      : [row("native loop keras", wholeMs(find(aware.native, "goodnet native")), Math.min(...keras.map(wholeMs)))]),
  ];
}

/** @param {string} name @param {number} ours_ms @param {number} theirs_ms @returns {Row} */
const row = (name, ours_ms, theirs_ms) => ({ name, ours_ms, theirs_ms, ratio: ours_ms / theirs_ms });

/** @param {Results} results @returns {number} of everything that was compared */
export function allMismatches({ scenarios, sizes }) {
  const everything = [
    ...Object.values(scenarios).flatMap(({ browser, native }) => [...browser, ...native]),
    ...sizes.flatMap(({ browser }) => browser),
  ];
  return everything.reduce((sum, measured) => sum + measured.mismatches, 0);
}
