/**
 * Which of the bundle's networks is open, and how far one is that is on its way.
 *
 * @import { App } from "../index.js"
 * @import { Draw, Store } from "../../app/store.js"
 * @import { ScenarioInfo } from "../../client/types.js"
 * @import { Loading } from "./state.js"
 */

import { byId, html, setText } from "../../shared/dom.js";
import { megabytes } from "../../shared/words.js";

/** Stands in the list for the user's own network: no scenario has an empty name. */
const USER_MODEL = "";

/**
 * @param {Store} _store
 * @param {App} app
 * @returns {Draw}
 */
export function opening(_store, app) {
  const scenario = byId("scenario", HTMLSelectElement);
  scenario.addEventListener("change", () => {
    // The entry of the user's own network is chosen already, unless another was and is still opening.
    if (scenario.value === USER_MODEL) app.opening.cancel();
    else app.opening.bundle(scenario.value);
  });

  /** @type {ScenarioInfo[] | null} */
  let listed = null;
  /** The user's own network in the list. @type {string | null} */
  let listedModel = null;
  return ({ model, opening, scenario: open, userModel }) => {
    drawLoading(opening);
    if (model === null) return;
    if (model.scenarios !== listed || userModel !== listedModel) {
      [listed, listedModel] = [model.scenarios, userModel];
      const own = listedModel === null ? [] : [html("option", { value: USER_MODEL }, `Your own: ${listedModel}`)];
      scenario.replaceChildren(...own, ...listed.map(({ name, title }) => html("option", { value: name }, title)));
    }
    // What was just chosen stays chosen while it loads.
    if (opening === null) scenario.value = userModel === null ? (open ?? "") : USER_MODEL;
    byId("scenario-row", HTMLElement).hidden = scenario.length < 2;
  };
}

/** @param {Loading | null} opening */
function drawLoading(opening) {
  const row = byId("loading", HTMLElement);
  row.hidden = opening === null;
  if (opening === null) return;
  const files = Object.values(opening.files);
  const done = files.reduce((sum, file) => sum + file.done, 0);
  const bar = byId("loading-bar", HTMLProgressElement);
  // Files announce themselves one by one, so the share of what is known says nothing yet; the bytes do.
  bar.removeAttribute("value");
  const what = opening.userModel === null ? "Loading the network and its faces" : `Opening ${opening.userModel}`;
  setText(byId("loading-text", HTMLElement), done === 0 ? `${what} …` : `${what}: ${megabytes(done)}`);
}
