/**
 * Repairs the open network, and hands out what came of it.
 *
 * @import { Page } from "../../app/app.js"
 * @import { OutputKind } from "../../client/types.js"
 * @import { Asked } from "../defences/index.js"
 * @import { Place } from "../notices/state.js"
 */

import { asGoodnetError } from "../../client/client.js";
import { save } from "../../shared/save.js";
import { defenceOf } from "../defences/index.js";
import { isRunning } from "../defences/run.js";
import { isScanning } from "../scan/run.js";
import { ResultCache } from "./result-cache.js";
import { WAITS } from "./words.js";

export class Repair {
  #page;
  /** @type {ResultCache | null} */
  #cache;
  /** Cancels the repair that is running. @type {AbortController | null} */
  #repairing = null;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.#cache = page.version === null ? null : new ResultCache(page.store, page.version);
  }

  /**
   * Repairs as the settings say.
   *
   * @returns {{ started: boolean, wrong?: Place }} which setting is wrong, where one is; the state says why
   */
  start() {
    const { store } = this.#page;
    const { defence, model, opening, run, scan } = store.state;
    if (model === null || opening !== null || isRunning(run) || isScanning(scan)) return { started: false };
    const asked = defenceOf(defence).readSettings(store.state);
    if (asked === null) return { started: false };
    if ("problem" in asked) {
      store.dispatch({ type: "problem", place: asked.place, text: asked.problem });
      return { started: false, wrong: asked.place };
    }
    store.dispatch({ type: "repair-started", asked });
    void this.#run(asked);
    return { started: true };
  }

  cancel() {
    if (this.#repairing === null) return;
    this.#page.store.dispatch({ type: "repair-cancelling" });
    this.#repairing.abort();
  }

  /** Shows what an earlier visit found, where it asked for what is asked now. */
  async recall() {
    await this.#cache?.recall();
  }

  /** @param {OutputKind} wanted a file of the last repair */
  async download(wanted) {
    const { client, store } = this.#page;
    if (this.#isCached() && !(await this.#rerun())) return;
    try {
      const { name, type, bytes } = await client.call("download", { wanted });
      save(name, type, bytes);
    } catch (error) {
      const text = `The file could not be downloaded. ${asGoodnetError(error).message}`;
      store.dispatch({ type: "problem", place: "results", text });
    }
  }

  /** Whether the result that is shown is an earlier visit's, so that the worker does not have it. */
  #isCached() {
    return typeof this.#page.store.state.run?.cachedAt === "number";
  }

  /**
   * Does a cached repair once more.
   *
   * @returns {Promise<boolean>} false when it did not come to its end; the page says why
   */
  async #rerun() {
    const { store } = this.#page;
    const { opening, run, scan } = store.state;
    if (run === null || opening !== null || isRunning(run)) return false;
    if (isScanning(scan)) {
      store.dispatch({ type: "problem", place: "results", text: WAITS });
      return false;
    }
    store.dispatch({ type: "rerun-started" });
    await this.#run(run.asked);
    return store.state.run?.number === run.number && !this.#isCached();
  }

  /** @param {Asked} asked */
  async #run(asked) {
    const { app, client, store } = this.#page;
    const { engineChoice, runs: run, scenario, userModel } = store.state;
    const repairing = (this.#repairing = new AbortController());
    try {
      const report = await client.call(
        "repair",
        { ...defenceOf(asked.defence).request(asked), engine: engineChoice },
        { signal: repairing.signal, onProgress: (event) => store.dispatch({ type: "repair-event", run, event }) },
      );
      store.dispatch({ type: "repair-done", run, report });
      void app.predict.ask();
      // Of people's own files nothing is kept.
      if (userModel === null && scenario !== null) void this.#cache?.keep(scenario, asked, report);
    } catch (error) {
      const { kind, message } = asGoodnetError(error);
      store.dispatch(
        kind === "cancelled" ? { type: "repair-cancelled", run } : { type: "repair-failed", run, message },
      );
    } finally {
      if (repairing === this.#repairing) this.#repairing = null;
    }
  }
}
