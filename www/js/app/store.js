/**
 * Holds the state, and draws it at most once an animation frame, however many messages arrive in between.
 *
 * @import { Action, State } from "./state.js"
 */

import { initialState, reduce } from "./state.js";

/** @typedef {(state: State) => void} Draw */

export class Store {
  state = initialState();
  /** @type {Draw[]} */
  #parts = [];
  #scheduled = false;

  /** @param {Draw} draw brings one part of the page up to the state */
  add(draw) {
    this.#parts.push(draw);
    this.#schedule();
  }

  /** @param {Action} action */
  dispatch(action) {
    const next = reduce(this.state, action);
    if (next === this.state) return;
    this.state = next;
    this.#schedule();
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      for (const draw of this.#parts) draw(this.state);
    });
  }
}
