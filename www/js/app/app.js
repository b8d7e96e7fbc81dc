/**
 * What the page asks of its worker: turns what people want into requests, and what comes back into actions. Each
 * chapter does so for itself; here is one of each.
 *
 * @import { Client } from "../client/client.js"
 * @import { App } from "../features/index.js"
 * @import { Store } from "./store.js"
 */

import { CHAPTERS } from "../features/index.js";

/**
 * What a chapter asks with.
 *
 * @typedef {object} Page
 * @property {Client} client
 * @property {Store} store
 * @property {string[] | null} version what the page is made of; null where a visit may leave nothing behind in the
 *   browser
 * @property {App} app what the other chapters ask
 */

/**
 * @param {Omit<Page, "app">} page
 * @returns {App}
 */
export function createApp(page) {
  const app = /** @type {App} */ ({});
  for (const [name, { Asks }] of Object.entries(CHAPTERS)) {
    if (Asks !== undefined) Object.assign(app, { [name]: new Asks({ ...page, app }) });
  }
  return app;
}
