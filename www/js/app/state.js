/**
 * The state of the page, and the one function that changes it. No DOM here: tests run it without a browser. What is in
 * the state, and what each action does to it, the chapters say.
 *
 * @import { Action, State } from "../features/index.js"
 */

import { CHAPTERS } from "../features/index.js";

/**
 * What each kind of action makes of a state: the same object when nothing changed.
 *
 * @template {{ type: string }} A
 * @typedef {{ [T in A["type"]]: (state: State, action: Extract<A, { type: T }>) => State }} Handlers
 */

/** What other chapters' actions change in a chapter's part. @typedef {Partial<Handlers<Action>>} Reactions */

/** @returns {State} */
export function initialState() {
  return /** @type {State} */ (Object.assign({}, ...Object.values(CHAPTERS).map(({ initial }) => initial)));
}

/**
 * What a state becomes: each chapter in turn, in the order of their list, sees what those before it have left.
 *
 * @param {State} state
 * @param {Action} action
 * @returns {State} the same object when nothing changed
 */
export function reduce(state, action) {
  return Object.values(CHAPTERS).reduce((before, { handlers, reactions }) => {
    // Each handler takes its own kind of action: tsc checks the tables, but cannot follow a look into them.
    const handle = /** @type {((state: State, action: Action) => State) | undefined} */ (
      handlers?.[action.type] ?? reactions?.[action.type]
    );
    return handle === undefined ? before : handle(before, action);
  }, state);
}
