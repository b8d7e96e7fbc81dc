/**
 * Asks the networks for pictures of the user's own.
 *
 * @import { Page } from "../../app/app.js"
 */

import { asGoodnetError } from "../../client/client.js";

export class Predict {
  #page;
  /** Stops the reading of pictures. @type {AbortController | null} */
  #asking = null;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {File[]} files pictures, to be shown to the networks */
  pictures(files) {
    this.#page.store.dispatch({ type: "pictures", files });
    return this.ask();
  }

  /** @param {number | null} threshold whose repaired model is to be asked, too */
  threshold(threshold) {
    this.#page.store.dispatch({ type: "predict-threshold", threshold });
    return this.ask();
  }

  /** Asks the networks for the pictures, once there are both. */
  async ask() {
    const { client, store } = this.#page;
    this.#asking?.abort();
    // What was aborted here is nobody's problem.
    this.#asking = null;
    const { model, pictures } = store.state;
    if (model === null || pictures === null) return;
    const asking = (this.#asking = new AbortController());
    try {
      const predictions = await client.call(
        "predict",
        { pictures: pictures.files, threshold: pictures.threshold },
        { signal: asking.signal },
      );
      store.dispatch({ type: "predicted", asked: pictures, predictions });
    } catch (error) {
      if (asking !== this.#asking) return;
      const text = `The networks could not be asked. ${asGoodnetError(error).message}`;
      store.dispatch({ type: "problem", place: "predict", text });
    }
  }
}
