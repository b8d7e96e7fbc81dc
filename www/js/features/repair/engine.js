/**
 * Names the engine that does the work and what the last repair took, in a corner.
 *
 * @import { App } from "../../app/app.js"
 * @import { Stage } from "./run.js"
 * @import { Draw, Store } from "../../app/store.js"
 */

import { byId, setText } from "../../shared/dom.js";
import { isRunning } from "./run.js";
import { Stopwatch } from "./stopwatch.js";
import { engineName, seconds, sentence } from "../../shared/words.js";

/** What the stages are called. @type {[what: string, stages: Stage[]][]} */
const LAPS = [
  ["faces through the first layers", ["validation", "poisonedValidation", "test", "poisonedTest"]],
  ["pruning", ["pruning"]],
  ["scoring", ["scoring"]],
];

/**
 * @param {Store} _store
 * @param {App} _app
 * @returns {Draw}
 */
export function engine(_store, _app) {
  const watch = new Stopwatch();
  return ({ engine, run }) => {
    watch.see(run, performance.now());
    byId("engine", HTMLElement).hidden = engine === null;
    if (engine === null) return;
    const adapter = engine.adapter === null ? "" : ` on ${engine.adapter}`;
    setText(byId("engine-name", HTMLElement), `${engineName(engine)}${adapter}`);
    setText(byId("engine-reason", HTMLElement), engine.fallback === null ? "" : sentence(engine.fallback));
    setText(byId("engine-time", HTMLElement), isRunning(run) ? "" : took(watch.laps));
  };
}

/** @param {Stopwatch["laps"]} laps */
function took(laps) {
  const times = LAPS.map(([what, stages]) => ({ what, ms: stages.reduce((sum, stage) => sum + (laps[stage] ?? 0), 0) }));
  const whole = times.reduce((sum, { ms }) => sum + ms, 0);
  if (whole === 0) return "";
  return `The repair took ${seconds(whole)}: ${times.map(({ what, ms }) => `${what} ${seconds(ms)}`).join(", ")}.`;
}
