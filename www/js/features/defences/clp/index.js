/**
 * CLP: in every convolution the channels go whose filters can amplify a change of the image most.
 *
 * @import { View } from "../../../app/store.js"
 * @import { ClpOutcome } from "../../../client/types.js"
 * @import { Defence } from "../defence.js"
 * @import { ClpAsked, ClpRun } from "./run.js"
 */

import { numbersField } from "../numbers-field.js";
import { reported } from "../run.js";
import { scoringText } from "../words.js";
import { emptyRun, laps, onEvent, readSettings, request, share } from "./run.js";
import { handlers, initial, reactions } from "./state.js";
import { table } from "./table.js";
import { headline, verdict } from "./verdict-words.js";
import { idleText, milestone, outdated } from "./words.js";

/** @type {View[]} */
const views = [numbersField("deviations", ({ clp }) => clp.deviations)];

/** @type {Defence<ClpAsked, ClpRun, ClpOutcome>} */
const defence = {
  title: "Channel Lipschitzness-based pruning",
  summary:
    "Switches off, in every convolution, the channels whose filters can amplify a change of the image most. It looks at no image to choose them.",
  readSettings,
  request,
  emptyRun,
  onEvent,
  onReport: reported,
  share,
  laps,
  idleText,
  progressText: scoringText,
  milestone,
  headline,
  verdict,
  outdated,
  thresholds: ({ u }) => u,
  table,
  files: ["report", "table", "backdoorbench", "json"],
};

export const clp = { initial, handlers, reactions, views, ...defence };
