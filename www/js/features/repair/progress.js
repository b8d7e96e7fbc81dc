/**
 * How far the repair is, and the button that stops it.
 *
 * @import { App } from "../index.js"
 * @import { State } from "../index.js"
 * @import { Draw, Store } from "../../app/store.js"
 */

import { byId, goTo, setText } from "../../shared/dom.js";
import { wordsFor } from "../../shared/nouns.js";
import { defenceOf } from "../defences/index.js";
import { isRunning } from "../defences/run.js";
import { isScanning } from "../scan/run.js";
import { progressShare } from "./run.js";
import { Stopwatch } from "./stopwatch.js";
import { timeLeft, WAITS } from "./words.js";

/**
 * @param {Store} _store
 * @param {App} app
 * @returns {Draw}
 */
export function progress(_store, app) {
  const bar = byId("progress", HTMLProgressElement);
  const text = byId("progress-text", HTMLElement);
  const cancel = byId("cancel", HTMLButtonElement);
  cancel.addEventListener("click", () => app.repair.cancel());
  byId("to-verdict", HTMLButtonElement).addEventListener("click", () => goTo(byId("verdict", HTMLElement)));
  byId("to-take-home", HTMLButtonElement).addEventListener("click", () => goTo(byId("take-home-title", HTMLElement)));
  const watch = new Stopwatch();

  return (state) => {
    const running = isRunning(state.run);
    const now = performance.now();
    watch.see(state.run, now);
    const left =
      state.run !== null && (state.run.rerun ?? state.run).status === "running" ? watch.left(state.run, now) : null;
    if (!running && document.activeElement === cancel) byId("repair", HTMLButtonElement).focus();
    byId("running", HTMLElement).classList.toggle("is-running", running);
    const run = state.run?.rerun ?? state.run;
    byId("done-links", HTMLElement).hidden = run?.status !== "done";
    setText(text, left === null ? words(state) : `${words(state)}, ${timeLeft(left)}`);
    if (running && run !== null && run.progress.total > 0) bar.value = progressShare(run);
    else bar.removeAttribute("value");
  };
}

/** @param {State} state */
function words(state) {
  if (isScanning(state.scan)) return WAITS;
  const run = state.run?.rerun ?? state.run;
  const defence = defenceOf(run?.asked.defence ?? state.defence);
  if (run === null) return defence.idleText(state);
  if (run.status === "cancelling") return "Stopping …";
  if (run.status === "failed") return "The repair stopped.";
  if (run.status === "done") return state.model === null ? "" : `Done: ${lower(defence.headline(run, state.model))}`;
  if (run.status === "running" && run.progress.total === 0) return "Starting …";
  return wordsFor(state.model)(defence.progressText(run));
}

/** @param {string} text a sentence, to go on after a colon; an acronym keeps its letters */
function lower(text) {
  return /^\p{Lu}{2}/u.test(text) ? text : `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
