/**
 * Names the engine that does the work, in a corner.
 *
 * @import { App } from "../app.js"
 * @import { Draw, Store } from "../store.js"
 */

import { byId, setText } from "../dom.js";
import { engineName, sentence } from "../words.js";

/**
 * @param {Store} _store
 * @param {App} _app
 * @returns {Draw}
 */
export function engine(_store, _app) {
  return ({ engine }) => {
    byId("engine", HTMLElement).hidden = engine === null;
    if (engine === null) return;
    const adapter = engine.adapter === null ? "" : ` on ${engine.adapter}`;
    setText(byId("engine-name", HTMLElement), `${engineName(engine)}${adapter}`);
    setText(byId("engine-reason", HTMLElement), engine.fallback === null ? "" : sentence(engine.fallback));
  };
}
