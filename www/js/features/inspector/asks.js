/**
 * Asks what the channels of a layer see, once somebody wants to know.
 *
 * @import { Page } from "../../app/app.js"
 * @import { State } from "../index.js"
 */

import { AskOnce } from "../../shared/ask-once.js";
import { shownConvolution } from "./channels.js";

export class Inspector {
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
    const { channel, channelActivations, channelView, model, opening, run, tint } = state;
    const convolution = shownConvolution(state)?.name;
    if (model === null || opening !== null || convolution === undefined) return;
    const place = /** @type {const} */ ("channel");
    const looksInside = channel !== null || tint === "change" || run?.status === "done";
    if (looksInside && channelActivations?.convolution !== convolution) {
      const question = {
        kind: "activations",
        wanted: convolution,
        place,
        failed: "The channels could not be looked into.",
      };
      void this.#once.ask(model, question, async () => {
        const channelActivations = await this.#client.call("channelActivations", { convolution });
        this.#store.dispatch({ type: "channel-activations", model, channelActivations });
      });
    }
    if (channel !== null && !(channelView?.channel === channel && channelView.convolution === convolution)) {
      const question = {
        kind: "view",
        wanted: `${convolution} ${channel}`,
        place,
        failed: `Channel ${channel} could not be looked into.`,
      };
      void this.#once.ask(model, question, async () => {
        const channelView = await this.#client.call("channel", { convolution, channel });
        this.#store.dispatch({ type: "channel-view", model, channelView });
      });
    }
  }
}
