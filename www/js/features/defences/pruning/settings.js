/**
 * The form with the Repair button: recipe, thresholds, convolution, engine.
 *
 * @import { App } from "../../../app/app.js"
 * @import { ConvolutionInfo, EngineChoice, RecipeOptions } from "../../../client/types.js"
 * @import { PresetName } from "./recipe.js"
 * @import { Draw, Store } from "../../../app/store.js"
 */

import { byId, html, setText } from "../../../shared/dom.js";
import { OPTIONS, presetOf } from "./recipe.js";
import { isRunning } from "../../repair/run.js";
import { awaited } from "./viewed-model.js";
import { awaitedLine } from "../../../shared/words.js";

/**
 * @param {Store} store
 * @param {App} app
 * @returns {Draw}
 */
export function settings(store, app) {
  const form = byId("settings", HTMLFormElement);
  const recipe = byId("recipe", HTMLSelectElement);
  const thresholds = byId("thresholds", HTMLInputElement);
  const convolution = byId("convolution", HTMLSelectElement);
  const engine = byId("engine-choice", HTMLSelectElement);
  const repair = byId("repair", HTMLButtonElement);
  const options = OPTIONS.map((name) => ({ name, select: byId(`option-${name}`, HTMLSelectElement) }));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (app.repairing.start()) byId("chart", HTMLElement).scrollIntoView({ block: "nearest" });
    else if (store.state.problems.thresholds !== undefined) thresholds.focus();
  });
  recipe.addEventListener("change", () => store.dispatch({ type: "preset", name: /** @type {PresetName} */ (recipe.value) }));
  for (const { name, select } of options) {
    select.addEventListener("change", () => {
      store.dispatch({ type: "recipe", options: /** @type {Partial<RecipeOptions>} */ ({ [name]: select.value }) });
    });
  }
  thresholds.addEventListener("input", () => store.dispatch({ type: "thresholds", text: thresholds.value }));
  convolution.addEventListener("change", () => store.dispatch({ type: "convolution", name: convolution.value }));
  engine.addEventListener("change", () => store.dispatch({ type: "engine", choice: /** @type {EngineChoice} */ (engine.value) }));

  /** @type {ConvolutionInfo[] | null} */
  let listed = null;
  return (state) => {
    const { model, opening, problems, run, settings } = state;
    const preset = presetOf(settings.recipe);
    byId("recipe-own", HTMLOptionElement).hidden = preset !== null;
    recipe.value = preset ?? "own";
    for (const { name, select } of options) select.value = settings.recipe[name];
    if (thresholds.value !== settings.thresholds) thresholds.value = settings.thresholds;
    thresholds.setAttribute("aria-invalid", String(problems.thresholds !== undefined));
    if (model !== null && model.convolutions !== listed) {
      listed = model.convolutions;
      convolution.replaceChildren(...listed.map(({ name, channels }) => html("option", { value: name }, `${name} (${channels} channels)`)));
    }
    convolution.value = settings.convolution;
    engine.value = settings.engine;
    byId("convolution-row", HTMLElement).hidden = model === null || model.convolutions.length < 2;
    const pruned = awaited(state);
    byId("awaited", HTMLElement).hidden = pruned === null;
    if (pruned !== null) setText(byId("awaited", HTMLElement), awaitedLine(pruned));
    repair.setAttribute("aria-disabled", String(model === null || opening !== null || isRunning(run)));
  };
}
