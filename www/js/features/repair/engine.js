/**
 * Names the engine that does the work and what the last repair took, in a corner.
 *
 * @import { DefenceId } from "../defences/index.js"
 * @import { Draw } from "../../app/store.js"
 * @import { Say } from "../../shared/nouns.js"
 */

import { byId, setText } from "../../shared/dom.js";
import { wordsFor } from "../../shared/nouns.js";
import { sentence } from "../../shared/words.js";
import { defenceOf } from "../defences/index.js";
import { isRunning } from "../defences/run.js";
import { Stopwatch } from "./stopwatch.js";
import { engineName, seconds } from "./words.js";

/** @returns {Draw} */
export function engine() {
  const watch = new Stopwatch();
  return ({ engine, model, run }) => {
    watch.see(run, performance.now());
    byId("engine", HTMLElement).hidden = engine === null;
    if (engine === null) return;
    const adapter = engine.adapter === null ? "" : ` on ${engine.adapter}`;
    setText(byId("engine-name", HTMLElement), `${engineName(engine)}${adapter}`);
    setText(byId("engine-reason", HTMLElement), engine.fallback === null ? "" : sentence(engine.fallback));
    setText(
      byId("engine-time", HTMLElement),
      run === null || isRunning(run) ? "" : took(run.asked.defence, watch.laps, wordsFor(model)),
    );
  };
}

/**
 * @param {DefenceId} defence
 * @param {Stopwatch["laps"]} laps
 * @param {Say} say
 */
function took(defence, laps, say) {
  const times = defenceOf(defence).laps.map(([what, stages]) => ({
    what: say(what),
    ms: stages.reduce((sum, stage) => sum + (laps[stage] ?? 0), 0),
  }));
  const whole = times.reduce((sum, { ms }) => sum + ms, 0);
  if (whole === 0) return "";
  return `The repair took ${seconds(whole)}: ${times.map(({ what, ms }) => `${what} ${seconds(ms)}`).join(", ")}.`;
}
