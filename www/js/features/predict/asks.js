/**
 * Asks the networks for pictures of the user's own.
 *
 * @import { Client } from "../../client/client.js"
 * @import { Store } from "../../app/store.js"
 */

import { asGoodnetError } from "../../client/client.js";

export class Trying {
  #client;
  #store;
  /** Stops the reading of pictures. @type {AbortController | null} */
  #asking = null;

  /**
   * @param {Client} client
   * @param {Store} store
   */
  constructor(client, store) {
    this.#client = client;
    this.#store = store;
  }

  /** @param {File[]} files pictures, to be shown to the networks */
  pictures(files) {
    this.#store.dispatch({ type: "pictures", files });
    return this.ask();
  }

  /** @param {number | null} threshold whose repaired model is to be asked, too */
  threshold(threshold) {
    this.#store.dispatch({ type: "try-threshold", threshold });
    return this.ask();
  }

  /** Asks the networks for the pictures, once there are both. */
  async ask() {
    this.#asking?.abort();
    // What was aborted here is nobody's problem.
    this.#asking = null;
    const { model, trial } = this.#store.state;
    if (model === null || trial === null) return;
    const asking = (this.#asking = new AbortController());
    try {
      const answers = await this.#client.call("predict", { pictures: trial.files, threshold: trial.threshold }, { signal: asking.signal });
      this.#store.dispatch({ type: "predicted", asked: trial, answers });
    } catch (error) {
      if (asking !== this.#asking) return;
      const text = `The networks could not be asked. ${asGoodnetError(error).message}`;
      this.#store.dispatch({ type: "problem", place: "predict", text });
    }
  }
}
