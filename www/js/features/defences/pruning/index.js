/**
 * Pruning: channels that clean faces leave idle go first, one at a time.
 *
 * @import { View } from "../../../app/store.js"
 * @import { Defence } from "../defence.js"
 * @import { PruningAsked, PruningRun } from "./run.js"
 */

import { FacePredictions } from "./asks.js";
import { curve } from "./curve.js";
import { idleText, milestone, progressText } from "./progress.js";
import { results } from "./results.js";
import { emptyRun, laps, onEvent, onReport, readSettings, request, share } from "./run.js";
import { settings } from "./settings.js";
import { slider } from "./slider.js";
import { handlers, initial, reactions } from "./state.js";
import { verdict } from "./verdict.js";
import { headline } from "./verdict-words.js";

/** @type {View[]} */
const views = [settings, curve, slider, results, verdict, (_store, app) => (state) => app.pruning.follow(state)];

/** @type {Defence<PruningAsked, PruningRun>} */
const defence = {
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
};

export const pruning = { initial, handlers, reactions, Asks: FacePredictions, views, ...defence };
