/**
 * Repairs the open model, and hands out what came of it.
 *
 * @import { TakeHome } from "../../client/types.js"
 * @import { Client } from "../../client/client.js"
 * @import { Memory } from "./result-cache.js"
 * @import { Asked } from "./run.js"
 * @import { Store } from "../../app/store.js"
 * @import { Trying } from "../predict/asks.js"
 */

import { asGoodnetError } from "../../client/client.js";
import { asRecipe } from "../defences/pruning/recipe.js";
import { isRunning } from "./run.js";
import { save } from "../../shared/save.js";
import { parseThresholds } from "../defences/pruning/thresholds.js";

export class Repairing {
  #client;
  #store;
  #memory;
  #trying;
  /** Cancels the repair that is running. @type {AbortController | null} */
  #repairing = null;

  /**
   * @param {Client} client
   * @param {Store} store
   * @param {Memory | null} memory null where nothing may be kept
   * @param {Trying} trying
   */
  constructor(client, store, memory, trying) {
    this.#client = client;
    this.#store = store;
    this.#memory = memory;
    this.#trying = trying;
  }

  /**
   * Repairs as the settings say.
   *
   * @returns {boolean} false when it cannot start; the state says why
   */
  start() {
    const { model, opening, run, settings } = this.#store.state;
    if (model === null || opening !== null || isRunning(run)) return false;
    const parsed = parseThresholds(settings.thresholds);
    if ("problem" in parsed) {
      this.#store.dispatch({ type: "problem", place: "thresholds", text: parsed.problem });
      return false;
    }
    this.#store.dispatch({ type: "repair-started", thresholds: parsed.thresholds });
    const { recipe, convolution } = settings;
    void this.#run({ recipe, convolution, thresholds: parsed.thresholds });
    return true;
  }

  cancel() {
    if (this.#repairing === null) return;
    this.#store.dispatch({ type: "repair-cancelling" });
    this.#repairing.abort();
  }

  /** @param {TakeHome} wanted a file of the last repair */
  async download(wanted) {
    if (this.#isKept() && !(await this.#again())) return;
    try {
      const { name, type, bytes } = await this.#client.call("download", { wanted });
      save(name, type, bytes);
    } catch (error) {
      const text = `The file could not be downloaded. ${asGoodnetError(error).message}`;
      this.#store.dispatch({ type: "problem", place: "results", text });
    }
  }

  /** Whether the result that is shown is an earlier visit's, so that the worker does not have it. */
  #isKept() {
    return typeof this.#store.state.run?.kept === "number";
  }

  /**
   * Does a kept repair once more.
   *
   * @returns {Promise<boolean>} false when it did not come to its end; the page says why
   */
  async #again() {
    const { opening, run } = this.#store.state;
    if (run === null || opening !== null || isRunning(run)) return false;
    this.#store.dispatch({ type: "repair-again" });
    await this.#run(run.asked);
    return this.#store.state.run?.number === run.number && !this.#isKept();
  }

  /** @param {Omit<Asked, "channels">} asked */
  async #run(asked) {
    const { own, runs: run, scenario, settings } = this.#store.state;
    const { convolution, recipe, thresholds } = asked;
    const repairing = (this.#repairing = new AbortController());
    try {
      const report = await this.#client.call(
        "repair",
        { recipe: asRecipe(recipe), thresholds, convolution, engine: settings.engine },
        { signal: repairing.signal, onProgress: (event) => this.#store.dispatch({ type: "repair-event", run, event }) },
      );
      this.#store.dispatch({ type: "repair-done", run, report });
      void this.#trying.ask();
      void this.#memory?.keep(own === null ? scenario : null, asked, report);
    } catch (error) {
      const { kind, message } = asGoodnetError(error);
      this.#store.dispatch(kind === "cancelled" ? { type: "repair-cancelled", run } : { type: "repair-failed", run, message });
    } finally {
      if (repairing === this.#repairing) this.#repairing = null;
    }
  }
}
