/**
 * What went wrong, where it concerns people, and the milestones that a screen reader is told.
 *
 * @import { Draw, Store } from "../../app/store.js"
 * @import { App } from "../index.js"
 */

import { byId, setMessage, setText } from "../../shared/dom.js";
import { PLACES } from "./state.js";

/** Where trying again is all that there is to do, and what has the focus then, as the button goes. */
const AGAIN = /** @type {const} */ ({ answers: "pruned", channel: "tint" });

/**
 * @param {Store} store
 * @param {App} app
 * @returns {Draw}
 */
export function notices(store, app) {
  const retry = byId("retry", HTMLButtonElement);
  retry.addEventListener("click", () => app.opening.bundle());
  const again = Object.entries(AGAIN).map(([place, focus]) => ({
    place: /** @type {keyof typeof AGAIN} */ (place),
    focus,
    button: byId(`again-${place}`, HTMLButtonElement),
  }));
  for (const { place, focus, button } of again) {
    button.addEventListener("click", () => {
      store.dispatch({ type: "try-again", place });
      byId(focus, HTMLElement).focus();
    });
  }

  return ({ milestone, model, opening, problems }) => {
    for (const place of PLACES) setMessage(byId(`problem-${place}`, HTMLElement), problems[place] ?? "");
    for (const { place, button } of again) button.hidden = problems[place] === undefined;
    retry.hidden = model !== null || opening !== null;
    setText(byId("milestone", HTMLElement), milestone);
  };
}

/**
 * All there is to see in a browser that cannot run goodnet.
 *
 * @param {string} reason
 */
export function showUnsupported(reason) {
  setMessage(byId("problem-page", HTMLElement), reason);
  byId("story", HTMLElement).hidden = true;
  byId("retry", HTMLElement).hidden = true;
}
