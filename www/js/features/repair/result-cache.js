/**
 * What one visit leaves for the next: results of the bundle's BadNets. Of people's own files nothing is kept: what was found in
 * them is gone when the page is closed.
 *
 * @import { RepairReport } from "../../client/types.js"
 * @import { Asked } from "./run.js"
 * @import { Store } from "../../app/store.js"
 */

import { keep, keyOf, recall } from "./result-store.js";
import { isRunning } from "./run.js";
import { parseThresholds } from "../defences/pruning/thresholds.js";

export class Memory {
  #store;
  #version;

  /**
   * @param {Store} store
   * @param {string[]} version what the page is made of: its code and its bundle, by names that change with what is in them
   */
  constructor(store, version) {
    this.#store = store;
    this.#version = version;
  }

  /**
   * Keeps a result, where it is the bundle's.
   *
   * @param {string | null} scenario null where the network is the user's own
   * @param {Omit<Asked, "channels">} asked
   * @param {RepairReport} report
   */
  async keep(scenario, asked, report) {
    if (scenario === null) return;
    try {
      await keep(keyOf(this.#version, scenario, asked), { report, at: Date.now() });
    } catch (error) {
      const text = `This result is gone when the page is closed, for the browser did not keep it: ${/** @type {Error} */ (error).message}`;
      this.#store.dispatch({ type: "problem", place: "results", text });
    }
  }

  /** Shows what an earlier visit found, where it asked for what is asked now. */
  async recall() {
    const wanted = this.#wanted();
    if (wanted === null) return;
    // Where nothing can be read, nothing was kept: that was said when it was tried.
    const kept = await recall(wanted.key).catch(() => undefined);
    // Meanwhile something else may have been asked.
    if (kept === undefined || this.#wanted()?.key !== wanted.key) return;
    this.#store.dispatch({ type: "recalled", asked: wanted.asked, kept });
  }

  /** What is asked now, and the key of its result; null where there can be none, or it is shown. */
  #wanted() {
    const { model, opening, own, run, scenario, settings } = this.#store.state;
    const { recipe, convolution } = settings;
    const channels = model?.convolutions.find(({ name }) => name === convolution)?.channels;
    const parsed = parseThresholds(settings.thresholds);
    if (opening !== null || own !== null || scenario === null || channels === undefined || isRunning(run) || "problem" in parsed) return null;
    const asked = { recipe, convolution, channels, thresholds: parsed.thresholds };
    const key = keyOf(this.#version, scenario, asked);
    if (run?.status === "done" && keyOf(this.#version, scenario, run.asked) === key) return null;
    return { key, asked };
  }
}
