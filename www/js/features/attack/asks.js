/**
 * Asks for the faces that the page shows.
 *
 * @import { Page } from "../../app/app.js"
 */

import { asGoodnetError } from "../../client/client.js";
import { wordsFor } from "../../shared/nouns.js";

/** How many faces the page shows. */
export const FACES = 6;

export class Attack {
  #page;
  /** Cancels what is asked for. @type {AbortController | null} */
  #asking = null;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /**
   * Faces from all over the test images, so that nobody picked the ones that look best.
   *
   * @param {number} images how many there are
   */
  async showFaces(images) {
    const { client, store } = this.#page;
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const shown = Math.min(FACES, images);
    const indices = Array.from({ length: shown }, (_, i) => Math.floor(((i + 0.5) * images) / shown));
    try {
      const faces = await client.call("faces", { indices }, { signal: asking.signal });
      if (asking === this.#asking) store.dispatch({ type: "faces", faces });
    } catch (error) {
      if (asking !== this.#asking) return;
      const text = `${wordsFor(store.state.model)("The faces could not be shown.")} ${asGoodnetError(error).message}`;
      store.dispatch({ type: "problem", place: "page", text });
    }
  }
}
