/**
 * Pictures that people bring, picked here or dropped anywhere on the page, and what B, B′ and GoodNet say of each.
 *
 * @import { App } from "../index.js"
 * @import { ClassScore, Opened, Prediction } from "../../client/types.js"
 * @import { Predicted } from "../../client/protocol.js"
 * @import { State } from "../index.js"
 * @import { Draw, Store } from "../../app/store.js"
 * @import { Say } from "../../shared/nouns.js"
 * @import { Pictures } from "./pictures.js"
 */

import { byId, html, setText } from "../../shared/dom.js";
import { wordsFor } from "../../shared/nouns.js";
import { MAX_PICTURES, reached } from "./pictures.js";
import { sentence } from "../../shared/words.js";
import { defenceOf } from "../defences/index.js";

/**
 * @param {Store} store
 * @param {App} app
 * @returns {Draw}
 */
export function predict(store, app) {
  const picker = byId("picture-file", HTMLInputElement);
  const away = byId("pictures-away", HTMLButtonElement);
  const choice = byId("predict-threshold", HTMLSelectElement);
  const list = byId("pictures", HTMLUListElement);
  picker.addEventListener("change", () => {
    const files = [...(picker.files ?? [])];
    if (files.length > 0) app.predict.pictures(files);
    // So that picking the same file again is a change again.
    picker.value = "";
  });
  away.addEventListener("click", () => {
    picker.focus();
    store.dispatch({ type: "pictures-away" });
  });
  choice.addEventListener("change", () => app.predict.threshold(Number(choice.value)));

  /** @type {Pictures | null} */
  let drawn = null;
  let offered = "";
  return (state) => {
    const { model, pictures, run } = state;
    const thresholds = pictures === null ? [] : reached(run);
    byId("predict-threshold-row", HTMLElement).hidden = thresholds.length === 0;
    const offer = `${run?.asked.defence} ${thresholds.join()}`;
    if (offered !== offer && run !== null) {
      offered = offer;
      const { named } = defenceOf(run.asked.defence).table;
      choice.replaceChildren(...thresholds.map((threshold) => html("option", { value: threshold }, named(threshold))));
    }
    if (pictures?.threshold != null) choice.value = String(pictures.threshold);
    if (pictures === drawn) return;
    drawn = pictures;
    away.hidden = pictures === null;
    setText(byId("predict-now", HTMLElement), now(state));
    byId("predict-caution", HTMLElement).hidden = pictures === null || pictures.predictions === null;
    list.setAttribute("aria-busy", String(pictures !== null && pictures.predictions === null));
    // While the networks are asked anew, what they said stays.
    if (pictures === null) list.replaceChildren();
    else if (pictures.predictions !== null && model !== null)
      list.replaceChildren(
        ...pictures.predictions.map((answer, index) => card(pictures.files[index]?.name ?? "", answer, model)),
      );
  };
}

/** @param {State} state */
function now({ model, pictures }) {
  if (pictures === null) return "";
  const many = pictures.files.length === MAX_PICTURES ? ` The first ${MAX_PICTURES} pictures are shown.` : "";
  if (model === null) return `The pictures wait for the network.${many}`;
  return pictures.predictions === null ? `The networks look at the pictures …${many}` : many.trim();
}

/**
 * @param {string} name the file's
 * @param {Predicted} answer
 * @param {Opened} model
 */
function card(name, answer, model) {
  const title = html("p", { class: "picture-name" }, name);
  if ("problem" in answer)
    return html("li", { class: "picture" }, title, html("p", { class: "problem" }, sentence(answer.problem)));
  const { width, height, rgba, from, opinion } = answer;
  const canvas = html("canvas", {
    width,
    height,
    role: "img",
    "aria-label": `${name} as the network sees it: ${width} by ${height} pixels, from ${from[0]} by ${from[1]}`,
  });
  canvas.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return html("li", { class: "picture" }, title, canvas, html("dl", { class: "opinions" }, ...lines(opinion, model)));
}

/**
 * @param {Prediction} opinion
 * @param {Opened} model
 */
function lines({ badnet, repaired, goodnet }, model) {
  const { classes, target } = model;
  const say = wordsFor(model);
  const line = (/** @type {string} */ name, /** @type {Node} */ said) =>
    html("div", {}, html("dt", {}, name), html("dd", {}, said));
  const shown = [line("B", guesses(badnet, target, say))];
  if (repaired !== null) shown.push(line("B′", guesses(repaired, target, say)));
  if (goodnet !== null) {
    const text =
      goodnet === classes
        ? say(`class ${goodnet}: B and B′ disagree, so this picture wears a trigger`)
        : say(`person ${goodnet}`);
    shown.push(line("G", html("p", { class: `opinion-goodnet${goodnet === target ? " opinion-target" : ""}` }, text)));
  }
  return shown;
}

/**
 * @param {ClassScore[]} list
 * @param {number | null} target the class that the attacker wants, where it is known
 * @param {Say} say
 */
function guesses(list, target, say) {
  const item = (/** @type {ClassScore} */ { label, share }, /** @type {number} */ place) => {
    const fooled = place === 0 && label === target;
    return html(
      "li",
      fooled ? { class: "opinion-target" } : {},
      say(`person ${label}`) + `, ${(100 * share).toFixed(1)}%${fooled ? ": the attacker’s target" : ""}`,
    );
  };
  return html("ol", {}, ...list.map(item));
}
