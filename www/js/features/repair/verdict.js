/**
 * The verdict on a repair, in words, once it has ended.
 *
 * @import { Draw } from "../../app/store.js"
 * @import { Paragraph } from "../defences/defence.js"
 * @import { State } from "../index.js"
 */

import { byId, html } from "../../shared/dom.js";
import { fewImages, sizesOf } from "../../shared/interval.js";
import { wordsFor } from "../../shared/nouns.js";
import { defenceOf } from "../defences/index.js";
import { isEnded } from "../defences/run.js";

/** @returns {Draw} */
export function verdict() {
  const place = byId("verdict", HTMLElement);
  let shown = "";
  return (state) => {
    const { model } = state;
    const parts = paragraphs(state);
    const text = JSON.stringify(parts);
    if (text === shown) return;
    shown = text;
    const say = wordsFor(model);
    place.replaceChildren(
      ...parts.map(({ title, text }) => html("p", {}, html("strong", {}, say(title)), ` ${say(text)}`)),
    );
  };
}

/**
 * @param {State} state
 * @returns {Paragraph[]} none while there is no repair that has ended
 */
export function paragraphs(state) {
  const { model, run } = state;
  if (model === null || !isEnded(run)) return [];
  const [first, ...others] = defenceOf(run.asked.defence).verdict(run, model, state);
  const few = fewImages(sizesOf(model, model.scoredOn));
  // What a verdict on few images is worth belongs beside it.
  const caution = few === "" ? [] : [{ title: "Few images.", text: few }];
  return first === undefined ? [] : [first, ...caution, ...others];
}
