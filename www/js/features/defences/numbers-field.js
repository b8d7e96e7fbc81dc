/**
 * A field of the form that takes a list of numbers.
 *
 * @import { View } from "../../app/store.js"
 * @import { State } from "../index.js"
 * @import { Numbers } from "./numbers.js"
 */

import { byId } from "../../shared/dom.js";

/**
 * @param {"thresholds" | "deviations" | "ridges"} place its id, which is that of the action that it sends and of its problem
 * @param {(state: State) => Numbers} typed what stands in it
 * @returns {View}
 */
export function numbersField(place, typed) {
  return (store) => {
    const field = byId(place, HTMLInputElement);
    field.addEventListener("input", () => store.dispatch({ type: place, text: field.value }));
    return (state) => {
      const { text } = typed(state);
      if (field.value !== text) field.value = text;
      field.setAttribute("aria-invalid", String(state.problems[place] !== undefined));
    };
  };
}
