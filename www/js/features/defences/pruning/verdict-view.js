/**
 * The verdict on a repair, in words, once it has ended.
 *
 * @import { App } from "../../../app/app.js"
 * @import { Draw, Store } from "../../../app/store.js"
 */

import { byId, html } from "../../../shared/dom.js";
import { verdict as judge } from "./verdict.js";

/**
 * @param {Store} _store
 * @param {App} _app
 * @returns {Draw}
 */
export function verdict(_store, _app) {
  const place = byId("verdict", HTMLElement);
  let shown = "";
  return ({ excitement, model, run }) => {
    const ended = run !== null && run.status !== "running" && run.status !== "cancelling";
    const parts = ended && model !== null ? judge(run, model, excitement) : [];
    const text = JSON.stringify(parts);
    if (text === shown) return;
    shown = text;
    place.replaceChildren(...parts.map(({ title, text }) => html("p", {}, html("strong", {}, title), ` ${text}`)));
  };
}
