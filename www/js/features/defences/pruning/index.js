/**
 * Pruning: channels that clean faces leave idle go first, one at a time.
 *
 * @import { View } from "../../../app/store.js"
 * @import { Defence } from "../defence.js"
 */

import { FacePredictions } from "./asks.js";
import { curve } from "./curve.js";
import { idle, milestone, progress } from "./progress.js";
import { results } from "./results.js";
import { ask, begin, end, hear, laps, request, share } from "./run.js";
import { settings } from "./settings.js";
import { slider } from "./slider.js";
import { handlers, initial, reactions } from "./state.js";
import { verdict } from "./verdict.js";
import { headline } from "./verdict-words.js";

/** @type {View[]} */
const views = [settings, curve, slider, results, verdict, (_store, app) => (state) => app.pruning.follow(state)];

/** @type {Defence} */
const defence = { ask, request, begin, hear, end, share, laps, progress, idle, milestone, headline };

export const pruning = { initial, handlers, reactions, Asks: FacePredictions, views, ...defence };
