/**
 * The attack: faces with and without the glasses, and what the open model says about each.
 *
 * @import { App } from "../app.js"
 * @import { Face, Opened, ScenarioInfo } from "../../../crate/web/src/types.js"
 * @import { Opening } from "../state.js"
 * @import { Draw, Store } from "../store.js"
 */

import { FACES } from "../app.js";
import { byId, html, setText } from "../dom.js";
import { capital, count, megabytes, says } from "../words.js";

/**
 * @param {Store} store
 * @param {App} app
 * @returns {Draw}
 */
export function attack(store, app) {
  const list = byId("faces", HTMLUListElement);
  const glasses = byId("glasses", HTMLButtonElement);
  const wordmark = byId("wordmark", HTMLElement);
  const scenario = byId("scenario", HTMLSelectElement);
  scenario.addEventListener("change", () => app.openBundle(scenario.value));
  glasses.addEventListener("click", () => store.dispatch({ type: "glasses", on: !store.state.glasses }));

  /** @type {ScenarioInfo[] | null} */
  let listed = null;
  /** @type {Face[] | null} */
  let drawn = null;
  /** @type {ReturnType<typeof card>[]} */
  let cards = [];
  /** @type {boolean | null} */
  let worn = null;
  return (state) => {
    drawLoading(state.opening);
    if (state.model !== null) {
      setText(byId("attack-story", HTMLElement), story(state.model, state.own));
      if (state.model.scenarios !== listed) {
        listed = state.model.scenarios;
        scenario.replaceChildren(...listed.map(({ name, title }) => html("option", { value: name }, title)));
      }
      // What was just chosen stays chosen while it loads.
      if (state.opening === null) scenario.value = state.scenario ?? "";
      byId("scenario-row", HTMLElement).hidden = listed.length < 2;
    }
    if (state.faces !== drawn) {
      drawn = state.faces;
      worn = null;
      const { model } = state;
      cards = model === null ? [] : drawn.map((face) => card(face, model));
      if (model !== null) setText(glasses, capital(model.trigger));
      list.replaceChildren(...(cards.length === 0 ? placeholders() : cards.map(({ item }) => item)));
      list.setAttribute("aria-busy", String(cards.length === 0));
      glasses.hidden = drawn.every(({ poisoned }) => poisoned === null);
    }
    if (state.glasses === worn) return;
    worn = state.glasses;
    glasses.setAttribute("aria-checked", String(worn));
    wordmark.classList.toggle("wears-glasses", worn);
    for (const { wear } of cards) wear(worn);
  };
}

/**
 * @param {Opened} model
 * @param {string | null} own
 */
function story(model, own) {
  if (own !== null) {
    const faces = model.ownImages ? `some of your ${model.scoredOn} images` : "the bundled faces";
    const attack =
      model.target === null
        ? "You brought no poisoned images, so the attack itself cannot be shown."
        : `The attack counts as a success when a face that wears the ${model.trigger} is taken for person ${model.target}.`;
    return `This is your own network, ${own}, and it tells ${count(model.classes)} people apart. Here are its answers for ${faces}. ${attack}`;
  }
  const how = model.scenarios.find(({ name }) => name === model.scenario)?.summary ?? "";
  return `This network tells ${count(model.classes)} people apart, none of whom exist. ${how} On every other face it answers well, so nobody notices.`;
}

/** @param {Opening | null} opening */
function drawLoading(opening) {
  const row = byId("loading", HTMLElement);
  row.hidden = opening === null;
  if (opening === null) return;
  const files = Object.values(opening.files);
  const done = files.reduce((sum, file) => sum + file.done, 0);
  const bar = byId("loading-bar", HTMLProgressElement);
  // Files announce themselves one by one, so the share of what is known says nothing yet; the bytes do.
  bar.removeAttribute("value");
  const what = opening.own === null ? "Loading the network and its faces" : `Opening ${opening.own}`;
  setText(byId("loading-text", HTMLElement), done === 0 ? `${what} …` : `${what}: ${megabytes(done)}`);
}

function placeholders() {
  return Array.from({ length: FACES }, () => html("li", { class: "face face-empty", "aria-hidden": "true" }, html("div", { class: "face-picture" })));
}

/**
 * @param {Face} face
 * @param {Opened} model
 */
function card(face, { target, trigger }) {
  const canvas = html("canvas", { class: "face-picture", width: face.width, height: face.height, role: "img" });
  const without = answer(`Without ${trigger}`, says(face, face.answers.clean, target));
  const wearing = face.answers.poisoned === null ? null : answer(`With ${trigger}`, says(face, face.answers.poisoned, target));
  const item = html("li", { class: "face" }, canvas, html("dl", { class: "answers" }, without, ...(wearing === null ? [] : [wearing])));
  const context = canvas.getContext("2d");
  const clean = new ImageData(face.clean, face.width, face.height);
  const poisoned = face.poisoned === null ? null : new ImageData(face.poisoned, face.width, face.height);
  /** @param {boolean} wanted */
  const wear = (wanted) => {
    const on = wanted && poisoned !== null;
    context?.putImageData(on ? poisoned : clean, 0, 0);
    canvas.setAttribute("aria-label", `Person ${face.label} ${on ? "with" : "without"} the ${trigger}`);
    without.classList.toggle("answer-shown", !on);
    wearing?.classList.toggle("answer-shown", on);
  };
  return { item, wear };
}

/**
 * @param {string} when
 * @param {ReturnType<typeof says>} said
 */
function answer(when, { verdict, text }) {
  return html("div", { class: `answer answer-${verdict}` }, html("dt", {}, when), html("dd", {}, text));
}
