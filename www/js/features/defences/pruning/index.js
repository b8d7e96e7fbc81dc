/**
 * Pruning: channels that clean faces leave idle go first, one at a time.
 *
 * @import { View } from "../../../app/store.js"
 * @import { PruningOutcome } from "../../../client/types.js"
 * @import { Defence } from "../defence.js"
 * @import { PruningAsked, PruningRun } from "./run.js"
 */

import { numbersField } from "../numbers-field.js";
import { FacePredictions } from "./asks.js";
import { curve } from "./curve.js";
import { outdated } from "./outdated.js";
import { idleText, milestone, progressText } from "./progress.js";
import { emptyRun, laps, onEvent, onReport, readSettings, request, share } from "./run.js";
import { settings } from "./settings.js";
import { slider } from "./slider.js";
import { handlers, initial, reactions } from "./state.js";
import { table } from "./table.js";
import { headline, verdict } from "./verdict-words.js";

/** @type {View[]} */
const views = [
  settings,
  numbersField("thresholds", ({ pruning }) => pruning.thresholds),
  curve,
  slider,
  (_store, app) => (state) => app.pruning.follow(state),
];

/** @type {Defence<PruningAsked, PruningRun, PruningOutcome>} */
const defence = {
  title: "Pruning defence",
  summary:
    "Switches off the channels of one convolution that clean validation images excite least, one after the other, and keeps the network each time clean accuracy has dropped by a threshold.",
  readSettings,
  request,
  emptyRun,
  onEvent,
  onReport,
  share,
  laps,
  progressText,
  idleText,
  milestone,
  headline,
  verdict: (run, model, { channelActivations }) => verdict(run, model, channelActivations),
  outdated: (run, { pruning }) => outdated(run, pruning),
  thresholds: ({ thresholds }) => thresholds,
  table,
  files: ["report", "table", "backdoorbench", "curve", "plot", "plotPng", "json"],
};

export const pruning = { initial, handlers, reactions, Asks: FacePredictions, views, ...defence };
