/**
 * The verdict on a repair, in words, once it has ended.
 *
 * @import { Draw } from "../../../app/store.js"
 */

import { byId, html } from "../../../shared/dom.js";
import { pruningRun } from "./run.js";
import { verdict as judge } from "./verdict-words.js";

/** @returns {Draw} */
export function verdict() {
  const place = byId("verdict", HTMLElement);
  let shown = "";
  return (state) => {
    const { channelActivations, model } = state;
    const run = pruningRun(state.run);
    const ended = run !== null && run.status !== "running" && run.status !== "cancelling";
    const parts = ended && model !== null ? judge(run, model, channelActivations) : [];
    const text = JSON.stringify(parts);
    if (text === shown) return;
    shown = text;
    place.replaceChildren(...parts.map(({ title, text }) => html("p", {}, html("strong", {}, title), ` ${text}`)));
  };
}
