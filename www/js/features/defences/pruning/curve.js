/**
 * The live curve, where people drag to the model that they want to look at; its legend, which says what the lines are
 * at the cursor; and the table of the same figures.
 *
 * @import { Plot } from "./plot.js"
 * @import { ReportStep } from "../../../client/types.js"
 * @import { PruningRun } from "./run.js"
 * @import { State } from "../../index.js"
 * @import { Sizes } from "../../../shared/interval.js"
 * @import { Draw, Store } from "../../../app/store.js"
 */

import { byId, html, setText } from "../../../shared/dom.js";
import { range, sizesOf } from "../../../shared/interval.js";
import { drawCursor, drawPlot } from "./plot.js";
import { within } from "./scale.js";
import { isRunning } from "../run.js";
import { pruningRun } from "./run.js";
import { viewedStep } from "./viewed-model.js";
import { percent } from "../../../shared/words.js";
import { attackToo } from "./words.js";

/**
 * @param {Store} store
 * @returns {Draw}
 */
export function curve(store) {
  const picture = byId("curve", SVGSVGElement);
  const frame = byId("curve-frame", HTMLElement);
  const chart = byId("chart", HTMLElement);
  const legend = { clean: byId("legend-clean", HTMLElement), asr: byId("legend-asr", HTMLElement) };
  const rows = byId("curve-rows", HTMLTableSectionElement);
  let width = 0;
  /** @type {ReturnType<typeof drawPlot> | null} */
  let plot = null;
  /** @type {PruningRun | null | undefined} */
  let drawn;
  let layer = "";
  /** @type {ReportStep | null} */
  let looked = null;

  /** @param {State} state */
  const draw = (state) => {
    if (width === 0) return;
    plot = drawPlot(picture, width, plotOf(state));
    // The slider's thumb stands below the cursor.
    chart.style.setProperty("--plot-right", `${plot.right / 16}rem`);
    picture.setAttribute("aria-label", label(pruningRun(state.run)));
    byId("curve-hint", HTMLElement).hidden = (pruningRun(state.run)?.steps.length ?? 0) > 0 || isRunning(state.run);
  };
  /** @param {ReportStep | null} step */
  const point = (step) => {
    setText(legend.clean, step === null ? "" : `${percent(step.clean)}%`);
    setText(legend.asr, step === null || step.asr === null ? "" : `${percent(step.asr)}%`);
    if (plot !== null) drawCursor(picture, plot, step);
  };
  new ResizeObserver(([entry]) => {
    const textSize = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const now = Math.round(((entry?.contentRect.width ?? 0) * 16) / textSize);
    if (now === width) return;
    width = now;
    draw(store.state);
    point(viewedStep(store.state));
  }).observe(frame);

  /** @param {PointerEvent} event */
  const under = (event) => {
    const { left, width: across } = picture.getBoundingClientRect();
    const pruned = Math.round(plot?.x.invert(((event.clientX - left) * width) / across) ?? 0);
    const last = pruningRun(store.state.run)?.steps.at(-1)?.pruned;
    return last === undefined ? null : within(pruned, 0, last);
  };
  picture.addEventListener("pointerdown", (event) => {
    const pruned = under(event);
    if (pruned === null || event.button !== 0) return;
    picture.setPointerCapture(event.pointerId);
    store.dispatch({ type: "pruned", pruned });
  });
  picture.addEventListener("pointermove", (event) => {
    const pruned = under(event);
    if (picture.hasPointerCapture(event.pointerId)) store.dispatch({ type: "pruned", pruned });
    else point(pruningRun(store.state.run)?.steps.find((step) => step.pruned === pruned) ?? null);
  });
  picture.addEventListener("pointerleave", () => point(viewedStep(store.state)));

  return (state) => {
    const { pruning } = state;
    const run = pruningRun(state.run);
    const changed = run !== drawn || pruning.convolution !== layer;
    if (changed) {
      if (run?.steps !== drawn?.steps) {
        const sizes = state.model && sizesOf(state.model, "validation");
        drawRows(rows, run, run?.number === drawn?.number && run?.status !== "done", sizes);
      }
      drawn = run;
      layer = pruning.convolution;
      byId("legend-attack", HTMLElement).hidden = run?.steps[0]?.asr === null;
      byId("curve-data", HTMLElement).hidden = (run?.steps.length ?? 0) === 0;
      draw(state);
    }
    const step = viewedStep(state);
    if (!changed && step === looked) return;
    looked = step;
    point(step);
  };
}

/**
 * @param {State} state
 * @returns {Plot}
 */
function plotOf(state) {
  const { model, pruning } = state;
  const run = pruningRun(state.run);
  const layer = run?.asked.convolution ?? pruning.convolution;
  const channels = run?.asked.channels ?? model?.convolutions.find(({ name }) => name === layer)?.channels ?? 60;
  const marks = (run?.asked.thresholds ?? []).map((threshold) => ({
    threshold,
    pruned: run?.repaired.find((row) => row.threshold === threshold)?.pruned ?? null,
  }));
  return { layer, channels, steps: run?.steps ?? [], marks };
}

/** @param {PruningRun | null} run */
function label(run) {
  const last = run?.steps.at(-1);
  if (last === undefined) return "An empty chart: clean accuracy and attack success rate against channels pruned.";
  const now = `With ${last.pruned} pruned: clean accuracy ${percent(last.clean)}%${attackToo("attack success rate", last.asr)}.`;
  return `Clean accuracy and attack success rate on the validation images against channels pruned. ${now} The figures are in the table below the chart.`;
}

/**
 * Brings the table up to a run: rows that are there already stay.
 *
 * @param {HTMLTableSectionElement} rows
 * @param {PruningRun | null} run
 * @param {boolean} grown whether the run is the one of before, with more steps
 * @param {Sizes | null} sizes how many images its shares are of
 */
function drawRows(rows, run, grown, sizes) {
  const steps = run?.steps ?? [];
  const made = steps
    .slice(grown ? rows.rows.length : 0)
    .map(({ pruned, channel, clean, asr }) =>
      html(
        "tr",
        {},
        html("th", { scope: "row" }, String(pruned)),
        ...[
          channel === null ? "–" : String(channel),
          `${percent(clean)} ${range(clean, sizes?.clean ?? 0)}`.trim(),
          `${percent(asr)} ${range(asr, sizes?.poisoned ?? 0)}`.trim(),
        ].map((text) => html("td", {}, text)),
      ),
    );
  if (grown) rows.append(...made);
  else rows.replaceChildren(...made);
}
