/**
 * Holds the state, and draws it at most once an animation frame, however many messages arrive in between.
 *
 * @import { Action, App, State } from "../features/index.js"
 */

import { initialState, reduce } from "./state.js";

/** Brings one part of the page up to the state. @typedef {(state: State) => void} Draw */

/**
 * Finds its elements, listens to them, and says how they are drawn.
 * @typedef {(store: Store, app: App) => Draw} View
 */

export class Store {
  state = initialState();
  /** @type {Draw[]} */
  #draws = [];
  #scheduled = false;

  /** @param {Draw} draw */
  add(draw) {
    this.#draws.push(draw);
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
      for (const draw of this.#draws) draw(this.state);
    });
  }
}
