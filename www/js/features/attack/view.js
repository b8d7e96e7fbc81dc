/**
 * The attack: faces with and without the glasses, and what the open model says about each.
 *
 * @import { App } from "../../app/app.js"
 * @import { Face, Opened, ScenarioInfo } from "../../client/types.js"
 * @import { Opening } from "../opening/state.js"
 * @import { Draw, Store } from "../../app/store.js"
 */

import { FACES } from "../opening/asks.js";
import { byId, html, setText } from "../../shared/dom.js";
import { picture } from "../../shared/face-picture.js";
import { wears } from "../defences/pruning/viewed-model.js";
import { capital, count, megabytes, says } from "../../shared/words.js";
import { sayIn } from "../../shared/answer.js";

/** Stands in the list for the user's own network: no scenario has an empty name. */
const OWN = "";

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
  scenario.addEventListener("change", () => {
    // The entry of the user's own network is chosen already, unless another was and is still opening.
    if (scenario.value === OWN) app.opening.cancel();
    else app.opening.bundle(scenario.value);
  });
  glasses.addEventListener("click", () => store.dispatch({ type: "glasses", on: !store.state.glasses }));

  /** @type {ScenarioInfo[] | null} */
  let listed = null;
  /** The user's own network in the list. @type {string | null} */
  let listedOwn = null;
  /** @type {Face[] | null} */
  let drawn = null;
  /** @type {ReturnType<typeof card>[]} */
  let cards = [];
  /** How the faces are drawn: which wear the trigger, and which of their answers are told. @type {string[]} */
  let worn = [];
  return (state) => {
    drawLoading(state.opening);
    if (state.model !== null) {
      setText(byId("attack-story", HTMLElement), story(state.model, state.own));
      if (state.model.scenarios !== listed || state.own !== listedOwn) {
        [listed, listedOwn] = [state.model.scenarios, state.own];
        const own = listedOwn === null ? [] : [html("option", { value: OWN }, `Your own: ${listedOwn}`)];
        scenario.replaceChildren(...own, ...listed.map(({ name, title }) => html("option", { value: name }, title)));
      }
      // What was just chosen stays chosen while it loads.
      if (state.opening === null) scenario.value = state.own === null ? (state.scenario ?? "") : OWN;
      byId("scenario-row", HTMLElement).hidden = scenario.length < 2;
    }
    if (state.faces !== drawn) {
      drawn = state.faces;
      worn = [];
      const { model } = state;
      cards = model === null ? [] : drawn.map((face, at) => card(face, model, () => store.dispatch({ type: "turn", face: at })));
      if (model !== null) setText(glasses, `Put the ${model.trigger} on everybody`);
      list.replaceChildren(...(cards.length === 0 ? placeholders() : cards.map(({ item }) => item)));
      list.setAttribute("aria-busy", String(cards.length === 0));
      glasses.hidden = drawn.every(({ poisoned }) => poisoned === null);
      byId("glasses-hint", HTMLElement).hidden = glasses.hidden;
    }
    glasses.setAttribute("aria-checked", String(state.glasses));
    wordmark.classList.toggle("wears-glasses", state.glasses);
    for (const [at, { wear }] of cards.entries()) {
      const [on, told] = [wears(state, at), state.seen.includes(at)];
      const now = `${on} ${told}`;
      if (now !== worn[at]) wear(on, told);
      worn[at] = now;
    }
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
 * @param {() => void} turn puts the trigger on this face, or off
 */
function card(face, { target, trigger }, turn) {
  const { canvas, wear } = picture(face, trigger);
  const without = answer(`Without ${trigger}`, says(face, face.answers.clean, target));
  const ofTrigger = face.answers.poisoned === null ? null : says(face, face.answers.poisoned, target);
  const wearing = ofTrigger === null ? null : answer(`With ${trigger}`, ofTrigger);
  const button = html("button", { type: "button", class: "face-turn", "aria-pressed": "false", "aria-label": `${capital(trigger)} on person ${face.label}` });
  button.addEventListener("click", turn);
  canvas.addEventListener("click", turn);
  // Without the trigger's pictures there is nothing to put on.
  const both = wearing === null ? { pictures: [canvas], answers: [without] } : { pictures: [canvas, button], answers: [without, wearing] };
  const item = html("li", { class: "face" }, html("div", { class: "face-frame" }, ...both.pictures), html("dl", { class: "answers" }, ...both.answers));
  return {
    item,
    /**
     * @param {boolean} wanted
     * @param {boolean} told whether the answer with the trigger is told
     */
    wear: (wanted, told) => {
      const on = wanted && wearing !== null;
      wear(on);
      button.setAttribute("aria-pressed", String(on));
      without.classList.toggle("answer-shown", !on);
      wearing?.classList.toggle("answer-shown", on);
      const said = wearing?.querySelector("dd");
      if (said && ofTrigger !== null) sayIn(said, told ? ofTrigger.text : "?");
    },
  };
}

/**
 * @param {string} when
 * @param {ReturnType<typeof says>} said
 */
function answer(when, { verdict, text }) {
  const said = html("dd");
  sayIn(said, text);
  return html("div", { class: `answer answer-${verdict}` }, html("dt", {}, when), said);
}
