/**
 * The verdict on a repair, in words, once it has ended.
 *
 * @import { Draw } from "../../app/store.js"
 */

import { byId, html } from "../../shared/dom.js";
import { wordsFor } from "../../shared/nouns.js";
import { defenceOf } from "../defences/index.js";
import { isEnded } from "../defences/run.js";

/** @returns {Draw} */
export function verdict() {
  const place = byId("verdict", HTMLElement);
  let shown = "";
  return (state) => {
    const { model, run } = state;
    const parts = isEnded(run) && model !== null ? defenceOf(run.asked.defence).verdict(run, model, state) : [];
    const text = JSON.stringify(parts);
    if (text === shown) return;
    shown = text;
    const say = wordsFor(model);
    place.replaceChildren(
      ...parts.map(({ title, text }) => html("p", {}, html("strong", {}, say(title)), ` ${say(text)}`)),
    );
  };
}
