/**
 * What a chapter of the page is made of: its folder's index.js exports one of these. README.md tells the rest.
 *
 * @import { Page } from "../app/app.js"
 * @import { Handlers } from "../app/state.js"
 * @import { View } from "../app/store.js"
 * @import { Action, State } from "./index.js"
 */

/**
 * @typedef {object} Chapter
 * @property {Partial<State>} [initial] its part of the state, as the page begins
 * @property {Partial<Handlers<Action>>} [handlers] what its own actions do
 * @property {Partial<Handlers<Action>>} [reactions] what other chapters' actions change in its part
 * @property {new (page: Page) => object} [Asks] what it asks of the worker
 * @property {View[]} views what draws it
 */

export {};
