/**
 * How far the repair is, and the button that stops it.
 *
 * @import { App } from "../../app/app.js"
 * @import { State } from "../../app/state.js"
 * @import { Draw, Store } from "../../app/store.js"
 */

import { byId, goTo, setText } from "../../shared/dom.js";
import { isRunning, share } from "./run.js";
import { Stopwatch } from "./stopwatch.js";
import { headline } from "../defences/pruning/verdict.js";
import { attackToo, count, percent, timeLeft } from "../../shared/words.js";

const FACES = {
  validation: "the validation faces",
  poisonedValidation: "the validation faces with the trigger",
  test: "the test faces",
  poisonedTest: "the test faces with the trigger",
};

/**
 * @param {Store} _store
 * @param {App} app
 * @returns {Draw}
 */
export function progress(_store, app) {
  const bar = byId("progress", HTMLProgressElement);
  const text = byId("progress-text", HTMLElement);
  const cancel = byId("cancel", HTMLButtonElement);
  cancel.addEventListener("click", () => app.repairing.cancel());
  byId("to-verdict", HTMLButtonElement).addEventListener("click", () => goTo(byId("verdict", HTMLElement)));
  byId("to-take-home", HTMLButtonElement).addEventListener("click", () => goTo(byId("take-home-title", HTMLElement)));
  const watch = new Stopwatch();

  return (state) => {
    const running = isRunning(state.run);
    const now = performance.now();
    watch.see(state.run, now);
    const left = state.run !== null && (state.run.again ?? state.run).status === "running" ? watch.left(state.run, now) : null;
    if (!running && document.activeElement === cancel) byId("repair", HTMLButtonElement).focus();
    byId("running", HTMLElement).classList.toggle("is-running", running);
    const run = state.run?.again ?? state.run;
    byId("done-links", HTMLElement).hidden = run?.status !== "done";
    setText(text, left === null ? words({ ...state, run }) : `${words({ ...state, run })}, ${timeLeft(left)}`);
    if (running && run !== null && run.progress.total > 0) bar.value = share(run.progress);
    else bar.removeAttribute("value");
  };
}

/** @param {string} text */
const lower = (text) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** @param {State} state */
function words({ model, opening, run, settings }) {
  if (run === null) {
    if (opening !== null || model === null) return "";
    const channels = model.convolutions.find(({ name }) => name === settings.convolution)?.channels ?? 0;
    return `${settings.convolution} has ${channels} channels to prune.`;
  }
  const last = run.steps.at(-1);
  switch (run.status) {
    case "running":
      break;
    case "cancelling":
      return "Stopping …";
    case "cancelled":
      return last === undefined ? "Cancelled before the first channel." : `Cancelled with ${last.pruned} channels pruned.`;
    case "failed":
      return "The repair stopped.";
    case "done":
      return model === null ? "" : `Done: ${lower(headline(run, model))}`;
  }
  const { stage, done, total } = run.progress;
  if (total === 0) return "Starting …";
  if (stage === "pruning") {
    if (last === undefined) return "Ranking the channels …";
    return `Pruned ${last.pruned} of ${total} channels: clean accuracy ${percent(last.clean)}%${attackToo("attack success", last.asr)}`;
  }
  if (stage === "scoring") return `Scoring the repaired models: ${done} of ${total}`;
  return `Showing the network ${FACES[stage]}: ${count(done)} of ${count(total)}`;
}
