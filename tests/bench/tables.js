// The tables of docs/benchmarks.md.

import { allMismatches, rows } from "./rows.js";
import { find, forwardMs, wholeMs } from "./turns.js";

/**
 * @import { Results } from "./rows.js"
 * @import { Alone } from "./alone.js"
 * @import { Measured } from "./turns.js"
 */

/**
 * What issue 4 asks for. `at most`: a ratio ours / theirs. `at least`: how many times as long the others take.
 * @type {{ row: string, what: string, must: number, aim: number, bound: "at most" | "at least" }[]}
 */
const PROMISES = [
  {
    row: "forward",
    what: "one forward pass, 1 worker / ONNX Runtime Web, 1 thread",
    must: 0.85,
    aim: 0.7,
    bound: "at most",
  },
  {
    row: "sweep pruning-aware",
    what: "the whole sweep of `pruning-aware`, 1 worker / one forward pass in ONNX Runtime Web",
    must: 1.5,
    aim: 1,
    bound: "at most",
  },
  { row: "sweep badnet", what: "the same, `badnet`", must: 2.2, aim: 1.5, bound: "at most" },
  {
    row: "lab loop onnxruntime-web pruning-aware",
    what: "the lab's loop of `pruning-aware` in ONNX Runtime Web / goodnet on all cores",
    must: 50,
    aim: 100,
    bound: "at least",
  },
  { row: "lab loop tfjs pruning-aware", what: "the same in TensorFlow.js", must: 50, aim: 100, bound: "at least" },
  {
    row: "lab loop onnxruntime-web badnet",
    what: "the lab's loop of `badnet` in ONNX Runtime Web / goodnet on all cores",
    must: 40,
    aim: 80,
    bound: "at least",
  },
  { row: "lab loop tfjs badnet", what: "the same in TensorFlow.js", must: 40, aim: 80, bound: "at least" },
  {
    row: "native loop keras",
    what: "the notebook's loop of `pruning-aware` in Keras / goodnet natively on all cores",
    must: 25,
    aim: 50,
    bound: "at least",
  },
];

/** @param {Results} results */
export function promises(results) {
  const found = new Map(rows(results).map((row) => [row.name, row.ratio]));
  const lines = PROMISES.map(({ row, what, must, aim, bound }) => {
    const ratio = found.get(row) ?? Number.NaN;
    const measured = bound === "at most" ? ratio : 1 / ratio;
    const holds = (/** @type {number} */ limit) => (bound === "at most" ? measured <= limit : measured >= limit);
    const verdict = holds(aim) ? "the aim" : holds(must) ? "the must" : "**not met**";
    return [what, `${bound} ${must}`, `${aim}`, figure(measured), verdict];
  });
  lines.push([
    "answers that differ, beyond listed ties",
    "0",
    "0",
    `${allMismatches(results)}`,
    allMismatches(results) === 0 ? "the aim" : "**not met**",
  ]);
  return table(["what", "must", "aim", "measured", "reached"], lines);
}

/**
 * @param {Results} results
 * @param {"browser" | "native"} where
 */
export function inTables({ scenarios }, where) {
  const unit = where === "browser" ? "goodnet simd all" : "goodnet native";
  const measured = Object.entries(scenarios).filter(([, found]) => found[where].length > 0);
  const parts = measured.map(([name, found]) => {
    const base = wholeMs(find(found[where], unit));
    const lines = found[where].map((measured) => {
      const { title, batch, forward, whole } = measured;
      const pass = forward.length === 0 ? Number.NaN : forwardMs(measured);
      const all = whole.length === 0 ? Number.NaN : wholeMs(measured);
      return [
        title,
        batch === null ? "–" : batch.toLocaleString("en"),
        milliseconds(pass),
        `${Math.round((1000 * pass) / (2 * found.images))}`,
        milliseconds(all),
        figure(all / base),
      ];
    });
    return `\`${name}\`:\n\n${table(["", "batch", "forward pass, ms", "µs an image", "sweep or loop, ms", "sweep = 1"], lines)}`;
  });
  return parts.join("\n\n");
}

/** @param {Results} results */
export function costs({ sizes, scenarios }) {
  const aware = scenarios["pruning-aware"];
  const all = [...sizes, { images: aware.images, browser: aware.browser }].sort((a, b) => a.images - b.images);
  const cell = (
    /** @type {Measured[]} */ browser,
    /** @type {string} */ id,
    /** @type {"forward" | "whole"} */ what,
  ) => {
    const measured = find(browser, id);
    if (measured[what].length === 0) return "–";
    return milliseconds(what === "forward" ? forwardMs(measured) : wholeMs(measured));
  };
  const lines = all.map(({ images, browser }) => [
    (2 * images).toLocaleString("en"),
    cell(browser, "goodnet simd 1", "whole"),
    cell(browser, "goodnet simd all", "whole"),
    cell(browser, "ort plain", "forward"),
    cell(browser, "ort plain", "whole"),
    cell(browser, "tfjs plain", "whole"),
  ]);
  const heads = [
    "images, clean and poisoned",
    "goodnet's sweep, 1 worker, ms",
    "all cores, ms",
    "ONNX Runtime Web, one pass, ms",
    "its loop, ms",
    "TensorFlow.js' loop, ms",
  ];
  return table(heads, lines);
}

/** @param {Results} results */
export function work({ scenarios }) {
  const parts = Object.entries(scenarios).map(([name, { images, sweep }]) => {
    // The first step is the network as it is: every image is computed in full.
    const steps = sweep.steps.slice(1);
    const lines = [];
    for (let at = 0; at < steps.length; at += 10) {
      const ten = steps.slice(at, at + 10);
      const [changed, full] = /** @type {const} */ (["changed", "full"]).map((what) =>
        ten.reduce((sum, step) => sum + step[what], 0),
      );
      const share = (/** @type {number} */ decisions) =>
        `${((100 * decisions) / (2 * images * ten.length)).toFixed(1)} %`;
      lines.push([
        `${at + 1} to ${at + ten.length}`,
        share(2 * images * ten.length - changed),
        share(changed - full),
        share(full),
      ]);
    }
    const heads = ["channels pruned", "not changed", "decided by the bound", "computed in full"];
    return `\`${name}\`, with a slack for rounding of ${sweep.slack.toPrecision(1)} of the largest score:\n\n${table(heads, lines)}`;
  });
  return parts.join("\n\n");
}

/** @param {Alone} alone */
export function startupLine({ startup }) {
  const [interactive, ready, point] = [startup.interactive, startup.ready, startup.point].map(milliseconds);
  return `A first visit with an empty cache, served from the same machine: the page is interactive after ${interactive} ms, the network and the
images are there after ${ready} ms, and the curve has its first point after ${point} ms when Repair is pressed at once.`;
}

/** @param {Alone} alone */
export function kernels({ profile }) {
  const parts = Object.entries(profile.scenarios).map(([name, found]) => {
    const lines = found.map(({ name: kernel, micros, macs }) => {
      if (macs === null) return [kernel, figure(micros), "–", "–", "–"];
      const speed = macs / micros / 1000;
      return [
        kernel,
        figure(micros),
        figure(macs / 1e6),
        figure(speed),
        `${Math.round((100e9 * speed) / profile.peak)} %`,
      ];
    });
    lines.push(["together", figure(found.reduce((sum, { micros }) => sum + micros, 0)), "–", "–", "–"]);
    return `\`${name}\`:\n\n${table(["kernel", "µs an image", "M multiply-adds an image", "G a second", "of the peak"], lines)}`;
  });
  return parts.join("\n\n");
}

/** @param {Alone} alone */
export function cancels({ cancelled }) {
  const lines = cancelled.map(({ engine, middle, longest }) => [engine, milliseconds(middle), milliseconds(longest)]);
  return table(["engine", "median, ms", "longest, ms"], lines);
}

/** @param {Alone} alone */
export function gpuLine({ gpu }) {
  if (gpu === null) return "This machine has no adapter, not even one of software.";
  const { adapter, submissions, dispatches, bytes_up, bytes_down, milliseconds: whole } = gpu;
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
  return `A whole repair of \`pruning-aware\`, test images included, natively on ${adapter}: ${submissions.toLocaleString("en")} submissions with
${dispatches.toLocaleString("en")} dispatches, ${megabytes(bytes_up)} MB to the device (the images are most of it) and ${megabytes(bytes_down)} MB back. The last step of the sweep was
known after ${(whole / 1000).toFixed(1)} s.`;
}

/** @param {number} value */
const milliseconds = (value) => (Number.isNaN(value) ? "–" : Math.round(value).toLocaleString("en"));

/** @param {number} value two digits that count, or whole */
const figure = (value) =>
  Number.isNaN(value) ? "–" : value >= 10 ? Math.round(value).toLocaleString("en") : value.toPrecision(2);

/**
 * @param {string[]} heads
 * @param {string[][]} lines figures from the second column on
 */
function table(heads, lines) {
  const rule = heads.map((_, column) => (column === 0 ? "---" : "--:"));
  return [heads, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
