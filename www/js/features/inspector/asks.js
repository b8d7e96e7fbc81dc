/**
 * Asks for what the page wants to show of faces and channels, and does not know yet.
 *
 * @import { Opened } from "../../client/types.js"
 * @import { Client } from "../../client/client.js"
 * @import { State } from "../../app/state.js"
 * @import { Place } from "../notices/state.js"
 * @import { Store } from "../../app/store.js"
 */

import { shownConvolution } from "./channels.js";
import { asGoodnetError } from "../../client/client.js";

export class Looking {
  #client;
  #store;
  /** What was asked for last of each kind, and of which model, so that nothing is asked for twice. @type {Record<string, { wanted: string }>} */
  #asked = {};
  /** @type {Opened | null} */
  #askedOf = null;

  /**
   * @param {Client} client
   * @param {Store} store
   */
  constructor(client, store) {
    this.#client = client;
    this.#store = store;
  }

  /**
   * Is called whenever the page is drawn.
   *
   * @param {State} state
   */
  follow(state) {
    const { answers, channel, excitement, faces, model, opening, run, view } = state;
    const convolution = shownConvolution(state)?.name;
    if (model === null || opening !== null || convolution === undefined) return;
    if (model !== this.#askedOf) [this.#askedOf, this.#asked] = [model, {}];
    if (answers === null && faces.length > 0 && run !== null && run.ranking !== null) {
      const channels = run.ranking.channels.map((ranked) => ranked.channel);
      const order = { convolution, channels, bias: run.asked.recipe.bias };
      this.#ask("answers", String(run.number), "answers", "The faces could not be shown to the repaired models.", async () => {
        const answers = await this.#client.call("answers", { indices: faces.map(({ index }) => index), order });
        this.#store.dispatch({ type: "answers", run: run.number, answers });
      });
    }
    const looksInside = channel !== null || state.tint === "change" || run?.status === "done";
    if (looksInside && excitement?.convolution !== convolution) {
      this.#ask("excitement", convolution, "channel", "The channels could not be looked into.", async () => {
        const excitement = await this.#client.call("excitement", { convolution });
        this.#store.dispatch({ type: "excitement", model, excitement });
      });
    }
    if (channel !== null && !(view?.channel === channel && view.convolution === convolution)) {
      this.#ask("channel", `${convolution} ${channel}`, "channel", `Channel ${channel} could not be looked into.`, async () => {
        const view = await this.#client.call("channel", { convolution, channel });
        this.#store.dispatch({ type: "view", model, view });
      });
    }
  }

  /**
   * Asks once. Where that fails, the page says so, and asks again once the problem is gone from its state: people tried again, or moved on.
   *
   * @param {"answers" | "excitement" | "channel"} kind
   * @param {string} wanted tells one thing to ask for from another
   * @param {Place} place
   * @param {string} failed
   * @param {() => Promise<void>} ask
   */
  async #ask(kind, wanted, place, failed, ask) {
    if (this.#asked[kind]?.wanted === wanted || this.#store.state.problems[place] !== undefined) return;
    const asked = (this.#asked[kind] = { wanted });
    try {
      await ask();
    } catch (error) {
      if (this.#asked[kind] !== asked) return;
      delete this.#asked[kind];
      this.#store.dispatch({ type: "problem", place, text: `${failed} ${asGoodnetError(error).message}` });
    }
  }
}
