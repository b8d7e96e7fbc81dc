/**
 * The one setting of CLP.
 *
 * @import { Draw, Store } from "../../../app/store.js"
 */

import { byId } from "../../../shared/dom.js";

/**
 * @param {Store} store
 * @returns {Draw}
 */
export function settings(store) {
  const field = byId("deviations", HTMLInputElement);
  field.addEventListener("input", () => store.dispatch({ type: "deviations", text: field.value }));
  return ({ clp: { deviations }, problems }) => {
    if (field.value !== deviations.text) field.value = deviations.text;
    field.setAttribute("aria-invalid", String(problems.deviations !== undefined));
  };
}
