/**
 * Refitting the last layer: it is computed anew from clean images alone, and what leads to it stays.
 *
 * @import { View } from "../../../app/store.js"
 * @import { RefitOutcome } from "../../../client/types.js"
 * @import { Defence } from "../defence.js"
 * @import { RefitAsked, RefitRun } from "./run.js"
 */

import { numbersField } from "../numbers-field.js";
import { emptyRun, laps, onEvent, onReport, readSettings, request, share } from "./run.js";
import { handlers, initial, reactions } from "./state.js";
import { table } from "./table.js";
import { headline, verdict } from "./verdict-words.js";
import { idleText, milestone, outdated, progressText } from "./words.js";

/** @type {View[]} */
const views = [numbersField("ridges", ({ refit }) => refit.ridges)];

/** @type {Defence<RefitAsked, RefitRun, RefitOutcome>} */
const defence = {
  title: "Refitting the last layer",
  summary:
    "Computes the last layer anew from clean validation images alone, by linear discriminant analysis. Everything before it stays as it is.",
  readSettings,
  request,
  emptyRun,
  onEvent,
  onReport,
  share,
  laps,
  idleText,
  progressText,
  milestone,
  headline,
  verdict,
  outdated,
  thresholds: ({ ridge }) => ridge,
  table,
  files: ["report", "table", "backdoorbench", "json"],
};

export const refit = { initial, handlers, reactions, views, ...defence };
