/**
 * The verdict on a repair, in words, once it has ended.
 *
 * @import { Draw } from "../../app/store.js"
 * @import { Paragraph } from "../defences/defence.js"
 * @import { State } from "../index.js"
 */

import { byId, html } from "../../shared/dom.js";
import { defenceOf } from "../defences/index.js";
import { isEnded } from "../defences/run.js";

/** @returns {Draw} */
export function verdict() {
  const place = byId("verdict", HTMLElement);
  let shown = "";
  return (state) => {
    const parts = paragraphs(state);
    const text = JSON.stringify(parts);
    if (text === shown) return;
    shown = text;
    place.replaceChildren(...parts.map(({ title, text }) => html("p", {}, html("strong", {}, title), ` ${text}`)));
  };
}

/**
 * @param {State} state
 * @returns {Paragraph[]} none while there is no repair that has ended
 */
export function paragraphs(state) {
  const { model, run } = state;
  return isEnded(run) && model !== null ? defenceOf(run.asked.defence).verdict(run, model, state) : [];
}
