/**
 * Asks the worker for what the page wants to show, and does not know yet.
 *
 * @import { Store } from "../app/store.js"
 * @import { Opened } from "../client/types.js"
 * @import { Place } from "../features/notices/state.js"
 */

import { asGoodnetError } from "../client/client.js";
import { sentence } from "./words.js";

export class AskOnce {
  #store;
  /**
   * What was asked for last of each kind, so that nothing is asked for twice.
   * @type {Record<string, { model: Opened, wanted: string }>}
   */
  #asked = {};

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
  }

  /**
   * Asks once. Where that fails, the page says so, and asks again once the problem is gone from its state: people tried
   * again, or moved on.
   *
   * @param {Opened} model what is asked
   * @param {object} question
   * @param {string} question.kind
   * @param {string} question.wanted tells one thing to ask for from another of its kind
   * @param {Place} question.place where it is told when it fails
   * @param {string} question.failed what is told
   * @param {() => Promise<void>} ask
   */
  async ask(model, { kind, wanted, place, failed }, ask) {
    const last = this.#asked[kind];
    if ((last?.model === model && last.wanted === wanted) || this.#store.state.problems[place] !== undefined) return;
    const asked = (this.#asked[kind] = { model, wanted });
    try {
      await ask();
    } catch (error) {
      if (this.#asked[kind] !== asked) return;
      delete this.#asked[kind];
      if (this.#store.state.model !== model) return;
      this.#store.dispatch({ type: "problem", place, text: `${failed} ${sentence(asGoodnetError(error).message)}` });
    }
  }
}
