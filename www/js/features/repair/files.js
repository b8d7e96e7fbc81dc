/**
 * The files that a repair leaves, to hand in; and that a result is an earlier visit's, which has none.
 *
 * @import { App } from "../index.js"
 * @import { Draw, Store } from "../../app/store.js"
 * @import { OutputKind } from "../../client/types.js"
 */

import { byId, setText } from "../../shared/dom.js";
import { date } from "./words.js";

/**
 * @param {Store} _store
 * @param {App} app
 * @returns {Draw}
 */
export function files(_store, app) {
  const results = byId("results", HTMLElement);
  results.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const { file: kind, threshold } = button?.dataset ?? {};
    if (kind === undefined) return;
    app.repair.download(
      /** @type {OutputKind} */ (threshold === undefined ? { kind } : { kind, threshold: Number(threshold) }),
    );
  });

  return ({ model, run }) => {
    results.hidden = run === null;
    if (run === null || model === null) return;
    setText(byId("kept", HTMLElement), run.cachedAt === null ? "" : cached(run.cachedAt));
    byId("take-home", HTMLElement).hidden = run.status !== "done";
  };
}

/** @param {number} at */
function cached(at) {
  return `This is the result of ${date(at)}, which this browser has kept. It has not kept the models: to download one, goodnet repairs once more.`;
}
