/**
 * What went wrong, where it concerns people, and the milestones that a screen reader is told.
 *
 * @import { App } from "../app.js"
 * @import { Place } from "../state/problems.js"
 * @import { Draw, Store } from "../store.js"
 */

import { byId, setMessage, setText } from "../dom.js";

/** @type {Place[]} */
const PLACES = ["page", "thresholds", "repair", "channel", "own", "results", "predict"];

/**
 * @param {Store} _store
 * @param {App | null} app null in a browser that cannot run one
 * @returns {Draw}
 */
export function notices(_store, app) {
  const retry = byId("retry", HTMLButtonElement);
  retry.addEventListener("click", () => app?.opening.bundle());

  return ({ milestone, model, opening, problems, unsupported }) => {
    for (const place of PLACES) {
      const text = problems[place] ?? "";
      setMessage(byId(`problem-${place}`, HTMLElement), place === "page" ? (unsupported ?? text) : text);
    }
    byId("story", HTMLElement).hidden = unsupported !== null;
    retry.hidden = unsupported !== null || model !== null || opening !== null;
    setText(byId("milestone", HTMLElement), milestone);
  };
}
