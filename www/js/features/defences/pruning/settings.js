/**
 * The settings of pruning beside the thresholds: recipe, layer.
 *
 * @import { Draw, Store } from "../../../app/store.js"
 * @import { ConvolutionInfo, RecipeOptions } from "../../../client/types.js"
 * @import { PresetName } from "./recipe.js"
 */

import { byId, html, setText } from "../../../shared/dom.js";
import { OPTIONS, presetOf } from "./recipe.js";
import { awaited } from "./viewed-model.js";
import { awaitedLine, leftOut } from "./words.js";

/**
 * @param {Store} store
 * @returns {Draw}
 */
export function settings(store) {
  const recipe = byId("recipe", HTMLSelectElement);
  const convolution = byId("convolution", HTMLSelectElement);
  const options = OPTIONS.map((name) => ({ name, select: byId(`option-${name}`, HTMLSelectElement) }));

  recipe.addEventListener("change", () =>
    store.dispatch({ type: "preset", name: /** @type {PresetName} */ (recipe.value) }),
  );
  for (const { name, select } of options) {
    select.addEventListener("change", () => {
      store.dispatch({ type: "recipe", options: /** @type {Partial<RecipeOptions>} */ ({ [name]: select.value }) });
    });
  }
  convolution.addEventListener("change", () => store.dispatch({ type: "convolution", name: convolution.value }));

  /** @type {ConvolutionInfo[] | null} */
  let listed = null;
  return (state) => {
    const { model, pruning } = state;
    const preset = presetOf(pruning.recipe);
    byId("recipe-own", HTMLOptionElement).hidden = preset !== null;
    recipe.value = preset ?? "own";
    for (const { name, select } of options) select.value = pruning.recipe[name];
    if (model !== null && model.convolutions !== listed) {
      listed = model.convolutions;
      convolution.replaceChildren(
        ...listed.map(({ name, channels }) => html("option", { value: name }, `${name} (${channels} channels)`)),
      );
    }
    convolution.value = pruning.convolution;
    byId("convolution-row", HTMLElement).hidden = model === null || model.convolutions.length < 2;
    const missing = model === null ? "" : leftOut(model);
    byId("left-out", HTMLElement).hidden = missing === "";
    setText(byId("left-out", HTMLElement), missing);
    const pruned = awaited(state);
    byId("awaited", HTMLElement).hidden = pruned === null;
    if (pruned !== null) setText(byId("awaited", HTMLElement), awaitedLine(pruned));
  };
}
