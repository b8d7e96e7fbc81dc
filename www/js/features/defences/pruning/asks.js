/**
 * Asks what every model of a repair says of the faces.
 *
 * @import { Page } from "../../../app/app.js"
 * @import { State } from "../../index.js"
 */

import { AskOnce } from "../../../shared/ask-once.js";
import { wordsFor } from "../../../shared/nouns.js";
import { pruningRun } from "./run.js";

export class FacePredictions {
  #client;
  #store;
  #once;

  /** @param {Pick<Page, "client" | "store">} page */
  constructor({ client, store }) {
    this.#client = client;
    this.#store = store;
    this.#once = new AskOnce(store);
  }

  /**
   * Is called whenever the page is drawn.
   *
   * @param {State} state
   */
  follow(state) {
    const { facePredictions, faces, model, opening } = state;
    const run = pruningRun(state.run);
    if (model === null || opening !== null || run === null || run.ranking === null) return;
    if (facePredictions !== null || faces.length === 0) return;
    const channels = run.ranking.channels.map((ranked) => ranked.channel);
    const order = { convolution: run.asked.convolution, channels, bias: run.asked.recipe.bias };
    const question = {
      kind: "faces",
      wanted: String(run.number),
      place: /** @type {const} */ ("answers"),
      failed: wordsFor(model)("The faces could not be shown to the repaired models."),
    };
    void this.#once.ask(model, question, async () => {
      const predictions = await this.#client.call("facePredictions", {
        indices: faces.map(({ index }) => index),
        order,
      });
      this.#store.dispatch({ type: "face-predictions", run: run.number, predictions });
    });
  }
}
