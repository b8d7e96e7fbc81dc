/**
 * The field that chooses the defence, what is said of the chosen one, and that its own settings are there and no
 * other's.
 *
 * @import { DefenceId } from "../defences/index.js"
 * @import { Draw, Store } from "../../app/store.js"
 */

import { byId, html, setText } from "../../shared/dom.js";
import { DEFENCES } from "../defences/index.js";

/**
 * @param {Store} store
 * @returns {Draw}
 */
export function choice(store) {
  const select = byId("defence", HTMLSelectElement);
  const own = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-defence]"));
  select.replaceChildren(...Object.entries(DEFENCES).map(([id, { title }]) => html("option", { value: id }, title)));
  select.addEventListener("change", () =>
    store.dispatch({ type: "defence", id: /** @type {DefenceId} */ (select.value) }),
  );

  return ({ defence }) => {
    select.value = defence;
    setText(byId("defence-summary", HTMLElement), DEFENCES[defence].summary);
    for (const element of own) element.hidden = !element.dataset.defence?.split(" ").includes(defence);
  };
}
