/**
 * Draws the curve as SVG: two lines over channels pruned, thresholds as dashed lines, labels beside what they name.
 *
 * @import { ReportStep } from "../../crate/web/src/types.js"
 */

import { svg } from "./dom.js";
import { spread, ticks } from "./scale.js";

/**
 * @typedef {object} Plot
 * @property {string} layer the convolution's name
 * @property {number} channels how many it has: the end of the x axis
 * @property {ReportStep[]} steps
 * @property {{ threshold: number, pruned: number | null }[]} marks each threshold, and where it was met once that is known
 */

/** @typedef {{ x: (pruned: number) => number, y: (percent: number) => number, left: number, right: number, top: number, bottom: number, narrow: boolean }} Frame */

/**
 * @param {SVGSVGElement} picture
 * @param {number} width in units of a sixteenth of the page's text size, so that labels grow with the text
 * @param {Plot} plot
 */
export function drawPlot(picture, width, plot) {
  const height = Math.round(Math.min(Math.max(width * 0.5, 260), 480));
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const frame = frameOf(width, height, plot.channels);
  const line = (/** @type {(step: ReportStep) => number | null} */ value) =>
    plot.steps.flatMap((step) => {
      const percent = value(step);
      return percent === null ? [] : [[frame.x(step.pruned), frame.y(percent)]];
    });
  const clean = line((step) => step.clean);
  const asr = line((step) => step.asr);
  picture.replaceChildren(
    svg("g", { class: "axes" }, ...axes(frame, plot)),
    svg("g", { class: "thresholds" }, ...thresholds(frame, plot)),
    svg("g", { class: "curve-asr" }, ...curve(asr)),
    svg("g", { class: "curve-clean" }, ...curve(clean)),
    svg("g", { class: "met" }, ...met(frame, plot)),
    ...lineLabels(frame, clean, asr),
  );
}

/**
 * @param {number} width
 * @param {number} height
 * @param {number} channels
 * @returns {Frame}
 */
function frameOf(width, height, channels) {
  const narrow = width < 480;
  const [left, right, top, bottom] = [44, width - (narrow ? 44 : 84), 46, height - 44];
  return {
    x: (pruned) => left + ((right - left) * pruned) / channels,
    y: (percent) => bottom - ((bottom - top) * percent) / 100,
    left, right, top, bottom, narrow,
  };
}

/**
 * @param {Frame} frame
 * @param {Plot} plot
 */
function axes({ x, y, left, right, top, bottom, narrow }, { channels, layer }) {
  const across = ticks(channels, narrow ? 6 : 12);
  return [
    ...[0, 25, 50, 75, 100].flatMap((percent) => [
      svg("line", { class: "grid", x1: left, x2: right, y1: y(percent), y2: y(percent) }),
      svg("text", { x: left - 8, y: y(percent) + 4, "text-anchor": "end" }, `${percent}%`),
    ]),
    ...across.flatMap((pruned) => [
      svg("line", { class: "tick", x1: x(pruned), x2: x(pruned), y1: bottom, y2: bottom + 5 }),
      svg("text", { x: x(pruned), y: bottom + 19, "text-anchor": "middle" }, String(pruned)),
    ]),
    svg("text", { class: "axis-title", x: 0, y: 13 }, "share of validation images"),
    svg("text", { class: "axis-title", x: right, y: bottom + 38, "text-anchor": "end" }, `channels${layer === "" ? "" : ` of ${layer}`} pruned →`),
  ];
}

/** @param {number[][]} points */
function curve(points) {
  const last = points.at(-1);
  if (last === undefined) return [];
  return [
    svg("polyline", { points: points.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" ") }),
    svg("circle", { cx: last[0] ?? 0, cy: last[1] ?? 0, r: 4 }),
  ];
}

/**
 * A dashed line where clean accuracy has dropped by a threshold.
 *
 * @param {Frame} frame
 * @param {Plot} plot
 */
function thresholds({ y, left, right, bottom, narrow }, { steps, marks }) {
  const start = steps[0]?.clean;
  if (start === undefined) return [];
  const drawn = marks.filter(({ threshold }) => threshold <= start).sort((a, b) => a.threshold - b.threshold);
  const heights = drawn.map(({ threshold }) => y(start - threshold));
  const labels = spread(heights, 15, bottom);
  return drawn.flatMap(({ threshold }, i) => {
    const [at, label] = [heights[i] ?? 0, labels[i] ?? 0];
    return [
      svg("line", { x1: left, x2: right, y1: at, y2: at }),
      svg("line", { class: "leader", x1: right, x2: right + 8, y1: at, y2: label }),
      svg("text", { x: right + 11, y: label + 4 }, narrow ? `−${threshold}` : `−${threshold} ${threshold === 1 ? "point" : "points"}`),
    ];
  });
}

/**
 * Where thresholds were met: a line across both curves at that number of channels.
 *
 * @param {Frame} frame
 * @param {Plot} plot
 */
function met({ x, y, top, bottom }, { steps, marks }) {
  return marks.flatMap(({ pruned }) => {
    const step = steps.find((one) => one.pruned === pruned);
    if (step === undefined) return [];
    const at = x(step.pruned);
    return [
      svg("line", { x1: at, x2: at, y1: top, y2: bottom }),
      ...(step.asr === null ? [] : [svg("circle", { class: "met-asr", cx: at, cy: y(step.asr), r: 4.5 })]),
      svg("circle", { class: "met-clean", cx: at, cy: y(step.clean), r: 4.5 }),
    ];
  });
}

/**
 * At the lines' beginning, where they are farthest from what happens: the upper one's name above, the lower one's below.
 *
 * @param {Frame} frame
 * @param {number[][]} clean
 * @param {number[][]} asr
 */
function lineLabels({ left, bottom, narrow }, clean, asr) {
  const [cleanAt, asrAt] = [clean[0]?.[1], asr[0]?.[1]];
  if (cleanAt === undefined) return [];
  const below = (/** @type {number} */ at) => (at + 19 > bottom ? at - 9 : at + 19);
  const name = (/** @type {number} */ y) => svg("text", { class: "label-clean", x: left + 6, y }, "clean accuracy");
  if (asrAt === undefined) return [name(cleanAt - 9)];
  const [cleanY, asrY] = cleanAt < asrAt ? [cleanAt - 9, below(asrAt)] : [below(cleanAt), asrAt - 9];
  return [
    name(cleanY),
    svg("text", { class: "label-asr", x: left + 6, y: asrY }, narrow ? "attack success (ASR)" : "attack success rate (ASR)"),
  ];
}
