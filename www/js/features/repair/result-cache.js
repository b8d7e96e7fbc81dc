/**
 * What one visit leaves for the next: results of the bundle's BadNets. Of people's own files nothing is kept: what was
 * found in them is gone when the page is closed.
 *
 * @import { Store } from "../../app/store.js"
 * @import { Outcome } from "../../client/types.js"
 * @import { Asked } from "../defences/index.js"
 */

import { defenceOf } from "../defences/index.js";
import { isRunning } from "../defences/run.js";
import { keyOf, load, store as keep } from "./result-store.js";

export class ResultCache {
  #store;
  #version;

  /**
   * @param {Store} store
   * @param {string[]} version what the page is made of: its code and its bundle, by names that change with what is in
   *   them
   */
  constructor(store, version) {
    this.#store = store;
    this.#version = version;
  }

  /**
   * Keeps a result of one of the bundle's BadNets.
   *
   * @param {string} scenario
   * @param {Asked} asked
   * @param {Outcome} report
   */
  async keep(scenario, asked, report) {
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
    const cached = await load(wanted.key).catch(() => undefined);
    // Meanwhile something else may have been asked.
    if (cached === undefined || this.#wanted()?.key !== wanted.key) return;
    this.#store.dispatch({ type: "result-cached", asked: wanted.asked, cached });
  }

  /** What is asked now, and the key of its result; null where there can be none, or it is shown. */
  #wanted() {
    const { state } = this.#store;
    const { opening, run, scenario, userModel } = state;
    if (opening !== null || userModel !== null || scenario === null || isRunning(run)) return null;
    const asked = defenceOf(state.defence).readSettings(state);
    if (asked === null || "problem" in asked) return null;
    const key = keyOf(this.#version, scenario, asked);
    if (run?.status === "done" && keyOf(this.#version, scenario, run.asked) === key) return null;
    return { key, asked };
  }
}
