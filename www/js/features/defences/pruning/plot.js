/**
 * Draws the curve as SVG, with d3's scales and axes, which set attributes only: the page's policy allows no style of a
 * library's own. Two lines over channels pruned, thresholds as dotted lines, and a cursor at the model that people look
 * at. The lines' names and figures stand above the plot (curve.js): in it they would lie over each other or over the
 * lines somewhere in every run.
 *
 * @import { ScaleLinear } from "d3-scale"
 * @import { ReportStep } from "../../../client/types.js"
 */

import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { svg } from "../../../shared/dom.js";
import { spread, ticks } from "./scale.js";

/**
 * @typedef {object} Plot
 * @property {string} layer the convolution's name
 * @property {number} channels how many it has: the end of the x axis
 * @property {ReportStep[]} steps
 * @property {{ threshold: number, pruned: number | null }[]} marks each threshold, and where it was met once that is
 *   known
 */

/**
 * @typedef {{ x: ScaleLinear<number, number>, y: ScaleLinear<number, number>, narrow: boolean, right: number }} Frame `right` is the room beside the lines
 */

/** Room around the lines, in the plot's units: left and right are what the slider below keeps clear, too. */
const ROOM = { left: 44, right: 84, top: 48, bottom: 44 };
/** Where a threshold's label begins, right of the lines; and how wide a letter of it is at most. */
const LABEL = { gap: 11, letter: 7.6 };

/**
 * @param {SVGSVGElement} picture
 * @param {number} width in units of a sixteenth of the page's text size, so that labels grow with the text
 * @param {Plot} plot
 * @returns {Frame} where things are, for the cursor
 */
export function drawPlot(picture, width, plot) {
  const height = Math.round(Math.min(Math.max(width * 0.42, 250), 420));
  const frame = frameOf(width, height, plot);
  // The axes stay while the curves grow.
  const key = `${width} ${frame.right} ${plot.channels} ${plot.layer}`;
  if (picture.querySelector(".axes")?.getAttribute("data-for") !== key) {
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    picture.replaceChildren(
      svg("g", { class: "axes", "data-for": key }, ...axes(frame, plot)),
      svg("g", { class: "plotted" }),
    );
  }
  picture
    .querySelector(".plotted")
    ?.replaceChildren(
      svg("g", { class: "thresholds" }, ...thresholds(frame, plot)),
      svg("g", { class: "curve-asr" }, ...curve(frame, plot, ({ asr }) => asr)),
      svg("g", { class: "curve-clean" }, ...curve(frame, plot, ({ clean }) => clean)),
      svg("g", { class: "met" }, ...met(frame, plot)),
      svg("g", { class: "cursor" }),
    );
  return frame;
}

/**
 * A line across both curves at one step, and above it how many channels that is: in a row where nothing else stands.
 *
 * @param {SVGSVGElement} picture
 * @param {Frame} frame
 * @param {ReportStep | null} step
 */
export function drawCursor(picture, { x, y }, step) {
  const group = picture.querySelector(".cursor");
  if (step === null) {
    group?.replaceChildren();
    return;
  }
  const at = x(step.pruned);
  const [bottom = 0, top = 0] = y.range();
  group?.replaceChildren(
    svg("line", { x1: at, x2: at, y1: top - 8, y2: bottom }),
    svg("text", { class: "cursor-pruned", x: at, y: top - 13, "text-anchor": "middle" }, `${step.pruned} pruned`),
    ...(step.asr === null ? [] : [svg("circle", { class: "cursor-asr", cx: at, cy: y(step.asr), r: 5.5 })]),
    svg("circle", { class: "cursor-clean", cx: at, cy: y(step.clean), r: 5.5 }),
  );
}

/**
 * @param {number} width
 * @param {number} height
 * @param {Plot} plot
 * @returns {Frame}
 */
function frameOf(width, height, { channels, marks }) {
  const narrow = width < 480;
  // Thresholds may be written with decimals.
  const longest = Math.max(0, ...marks.map(({ threshold }) => label(threshold, narrow).length));
  const right = Math.max(narrow ? ROOM.left : ROOM.right, Math.ceil(LABEL.gap + longest * LABEL.letter));
  return {
    x: scaleLinear([0, channels], [ROOM.left, width - right]),
    y: scaleLinear([0, 100], [height - ROOM.bottom, ROOM.top]),
    narrow,
    right,
  };
}

/**
 * @param {number} threshold
 * @param {boolean} narrow
 */
function label(threshold, narrow) {
  return narrow ? `−${threshold}` : `−${threshold} ${threshold === 1 ? "point" : "points"}`;
}

/**
 * @param {Frame} frame
 * @param {Plot} plot
 */
function axes({ x, y, narrow }, { channels, layer }) {
  const [left = 0, right = 0] = x.range();
  const [bottom = 0] = y.range();
  const xAxis = svg("g", { class: "axis axis-x", transform: `translate(0,${bottom})` });
  const yAxis = svg("g", { class: "axis axis-y", transform: `translate(${left},0)` });
  select(xAxis).call(
    axisBottom(x)
      .tickValues(ticks(channels, narrow ? 6 : 12))
      .tickFormat(String)
      .tickSizeOuter(0),
  );
  select(yAxis).call(
    axisLeft(y)
      .tickValues([0, 25, 50, 75, 100])
      .tickFormat((value) => `${value}%`)
      .tickSize(left - right),
  );
  return [
    xAxis,
    yAxis,
    svg("text", { class: "axis-title", x: 0, y: 13 }, "share of validation images"),
    svg(
      "text",
      { class: "axis-title", x: right, y: bottom + 38, "text-anchor": "end" },
      `channels${layer === "" ? "" : ` of ${layer}`} pruned →`,
    ),
  ];
}

/**
 * @param {Frame} frame
 * @param {Plot} plot
 * @param {(step: ReportStep) => number | null} value in per cent; null where it was not measured
 */
function curve({ x, y }, { steps }, value) {
  const places = steps.flatMap((step) => {
    const percent = value(step);
    return percent === null ? [] : [/** @type {[number, number]} */ ([x(step.pruned), y(percent)])];
  });
  const last = places.at(-1);
  return last === undefined
    ? []
    : [svg("path", { d: path(places) }), svg("circle", { cx: last[0], cy: last[1], r: 4 })];
}

/**
 * A line through places, to a tenth of a unit.
 *
 * @param {[x: number, y: number][]} places
 */
function path(places) {
  return `M${places.map((place) => place.map((value) => Math.round(value * 10) / 10).join()).join("L")}`;
}

/**
 * A dotted line where clean accuracy has dropped by a threshold.
 *
 * @param {Frame} frame
 * @param {Plot} plot
 */
function thresholds({ x, y, narrow }, { steps, marks }) {
  const start = steps[0]?.clean;
  if (start === undefined) return [];
  const [left = 0, right = 0] = x.range();
  const drawn = marks.filter(({ threshold }) => threshold <= start).sort((a, b) => a.threshold - b.threshold);
  const heights = drawn.map(({ threshold }) => y(start - threshold));
  const labels = spread(heights, 15, y(0));
  return drawn.flatMap(({ threshold }, i) => {
    const [at, heightOf] = [heights[i] ?? 0, labels[i] ?? 0];
    return [
      svg("line", { x1: left, x2: right, y1: at, y2: at }),
      svg("line", { class: "leader", x1: right, x2: right + 8, y1: at, y2: heightOf }),
      svg("text", { x: right + LABEL.gap, y: heightOf + 4 }, label(threshold, narrow)),
    ];
  });
}

/**
 * Where thresholds were met: a line across both curves at that number of channels.
 *
 * @param {Frame} frame
 * @param {Plot} plot
 */
function met({ x, y }, { steps, marks }) {
  return marks.flatMap(({ pruned }) => {
    const step = steps.find((one) => one.pruned === pruned);
    if (step === undefined) return [];
    const at = x(step.pruned);
    return [
      svg("line", { x1: at, x2: at, y1: y(100), y2: y(0) }),
      ...(step.asr === null ? [] : [svg("circle", { class: "met-asr", cx: at, cy: y(step.asr), r: 4.5 })]),
      svg("circle", { class: "met-clean", cx: at, cy: y(step.clean), r: 4.5 }),
    ];
  });
}
