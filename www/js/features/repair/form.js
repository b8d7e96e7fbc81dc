/**
 * The form with the Repair button, and the engine that does the work. The defence's own settings stand in it, too.
 *
 * @import { App } from "../index.js"
 * @import { Draw, Store } from "../../app/store.js"
 * @import { EngineChoice } from "../../client/types.js"
 */

import { byId } from "../../shared/dom.js";
import { isRunning } from "../defences/run.js";
import { isScanning } from "../scan/run.js";

/**
 * @param {Store} store
 * @param {App} app
 * @returns {Draw}
 */
export function form(store, app) {
  const engine = byId("engine-choice", HTMLSelectElement);
  const repair = byId("repair", HTMLButtonElement);
  byId("settings", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    const { started, wrong } = app.repair.start();
    if (started) byId("chart", HTMLElement).scrollIntoView({ block: "nearest" });
    else if (wrong !== undefined) byId(wrong, HTMLElement).focus();
  });
  engine.addEventListener("change", () =>
    store.dispatch({ type: "engine", choice: /** @type {EngineChoice} */ (engine.value) }),
  );

  return ({ engineChoice, model, opening, run, scan }) => {
    engine.value = engineChoice;
    const busy = isRunning(run) || isScanning(scan);
    repair.setAttribute("aria-disabled", String(model === null || opening !== null || busy));
  };
}
