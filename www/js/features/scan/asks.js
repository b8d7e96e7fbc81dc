/**
 * Asks the channels of the open network whom a backdoor would serve.
 *
 * @import { Page } from "../../app/app.js"
 * @import { DetectOutcome } from "../../client/types.js"
 */

import { asGoodnetError } from "../../client/client.js";
import { isRunning } from "../defences/run.js";
import { isScanning } from "./run.js";
import { SHOWN } from "./words.js";

export class Scan {
  #page;
  /** Cancels the scan that is running. @type {AbortController | null} */
  #scanning = null;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** Asks the layer that is chosen for pruning, unless the workers are busy with a repair. */
  async start() {
    const { client, store } = this.#page;
    const { model, opening, pruning, run, scan: last } = store.state;
    if (model === null || opening !== null || isRunning(run) || isScanning(last)) return;
    const { convolution } = pruning;
    store.dispatch({ type: "scan-started", convolution });
    const { scans: scan } = store.state;
    const scanning = (this.#scanning = new AbortController());
    try {
      const outcome = await client.call(
        "scan",
        { detector: "vote", options: {}, convolution },
        { signal: scanning.signal, onProgress: (event) => store.dispatch({ type: "scan-event", scan, event }) },
      );
      store.dispatch({ type: "scan-done", scan, outcome });
      if (scan === store.state.scan?.number) void this.#showFaces(scan, outcome);
    } catch (error) {
      const { kind, message } = asGoodnetError(error);
      store.dispatch(kind === "cancelled" ? { type: "scan-cancelled", scan } : { type: "scan-failed", scan, message });
    } finally {
      if (scanning === this.#scanning) this.#scanning = null;
    }
  }

  cancel() {
    if (this.#scanning === null) return;
    this.#page.store.dispatch({ type: "scan-cancelling" });
    this.#scanning.abort();
  }

  /**
   * Shows the bundle's people whom most channels name: its test images have one photograph of each, in their order.
   *
   * @param {number} scan
   * @param {DetectOutcome} outcome
   */
  async #showFaces(scan, { votes }) {
    const { client, store } = this.#page;
    const { model } = store.state;
    if (model === null || model.ownImages) return;
    const labels = votes.slice(0, SHOWN).map(({ label }) => label);
    const indices = labels.filter((label) => label < model.images.test);
    if (indices.length === 0) return;
    try {
      const faces = await client.call("faces", { indices });
      // Another bundle's images may be in another order.
      store.dispatch({ type: "scan-faces", scan, faces: faces.filter(({ index, label }) => index === label) });
    } catch {
      // The votes stand there without the photographs, too.
    }
  }
}
