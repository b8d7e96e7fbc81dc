/**
 * The attack: faces with and without the glasses, and what the open model says about each.
 *
 * @import { Face, Opened } from "../../client/types.js"
 * @import { Draw, Store } from "../../app/store.js"
 */

import { FACES } from "./asks.js";
import { says, showAnswer } from "../../shared/answer.js";
import { byId, html, setText } from "../../shared/dom.js";
import { picture } from "../../shared/face-picture.js";
import { wordsFor } from "../../shared/nouns.js";
import { wearsTrigger } from "./state.js";
import { capital, count } from "../../shared/words.js";

/**
 * @param {Store} store
 * @returns {Draw}
 */
export function attack(store) {
  const list = byId("faces", HTMLUListElement);
  const glasses = byId("glasses", HTMLButtonElement);
  const wordmark = byId("wordmark", HTMLElement);
  glasses.addEventListener("click", () => store.dispatch({ type: "trigger", on: !store.state.triggerOn }));

  /** @type {Face[] | null} */
  let drawn = null;
  /** @type {ReturnType<typeof card>[]} */
  let cards = [];
  /** How the faces are drawn: which wear the trigger, and which of their answers are told. @type {string[]} */
  let worn = [];
  return (state) => {
    if (state.model !== null) setText(byId("attack-story", HTMLElement), story(state.model, state.userModel));
    if (state.faces !== drawn) {
      drawn = state.faces;
      worn = [];
      const { model } = state;
      cards =
        model === null
          ? []
          : drawn.map((face, at) => card(face, model, () => store.dispatch({ type: "flip-face", face: at })));
      if (model !== null) setText(glasses, wordsFor(model)(`Put the ${model.trigger} on everybody`));
      list.replaceChildren(...(cards.length === 0 ? placeholders() : cards.map(({ item }) => item)));
      list.setAttribute("aria-busy", String(cards.length === 0));
      glasses.hidden = drawn.every(({ poisoned }) => poisoned === null);
      byId("glasses-hint", HTMLElement).hidden = glasses.hidden;
    }
    glasses.setAttribute("aria-checked", String(state.triggerOn));
    wordmark.classList.toggle("wears-glasses", state.triggerOn);
    for (const [at, { wear }] of cards.entries()) {
      const [on, told] = [wearsTrigger(state, at), state.triggerSeen.includes(at)];
      const now = `${on} ${told}`;
      if (now !== worn[at]) wear(on, told);
      worn[at] = now;
    }
  };
}

/**
 * @param {Opened} model
 * @param {string | null} userModel
 */
function story(model, userModel) {
  if (userModel !== null) {
    const say = wordsFor(model);
    const faces = model.ownImages ? `some of your ${model.scoredOn} images` : "the bundled faces";
    const attack =
      model.target === null
        ? "You brought no poisoned images, so the attack itself cannot be shown."
        : say(
            `The attack counts as a success when a face that wears the ${model.trigger} is taken for person ${model.target}.`,
          );
    return `This is your own network, ${userModel}, and it tells ${count(model.classes)} ${say("people")} apart. Here are its answers for ${faces}. ${attack}`;
  }
  const how = model.scenarios.find(({ name }) => name === model.scenario)?.summary ?? "";
  return `This network tells ${count(model.classes)} people apart, none of whom exist. ${how} On every other face it answers well, so nobody notices.`;
}

function placeholders() {
  return Array.from({ length: FACES }, () =>
    html("li", { class: "face face-empty", "aria-hidden": "true" }, html("div", { class: "face-picture" })),
  );
}

/**
 * @param {Face} face
 * @param {Opened} model
 * @param {() => void} turn puts the trigger on this face, or off
 */
function card(face, model, turn) {
  const { target, trigger } = model;
  const say = wordsFor(model);
  const { canvas, wear } = picture(face, trigger, say(`Person ${face.label}`));
  const without = answer(`Without ${trigger}`, says(face, face.answers.clean, target, say));
  const ofTrigger = face.answers.poisoned === null ? null : says(face, face.answers.poisoned, target, say);
  const wearing = ofTrigger === null ? null : answer(`With ${trigger}`, ofTrigger);
  const button = html("button", {
    type: "button",
    class: "face-turn",
    "aria-pressed": "false",
    "aria-label": say(`${capital(trigger)} on person ${face.label}`),
  });
  button.addEventListener("click", turn);
  canvas.addEventListener("click", turn);
  // Without the trigger's pictures there is nothing to put on.
  const both =
    wearing === null
      ? { pictures: [canvas], answers: [without] }
      : { pictures: [canvas, button], answers: [without, wearing] };
  const item = html(
    "li",
    { class: "face" },
    html("div", { class: "face-frame" }, ...both.pictures),
    html("dl", { class: "answers" }, ...both.answers),
  );
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
      if (said && ofTrigger !== null) showAnswer(said, told ? ofTrigger.text : "?");
    },
  };
}

/**
 * @param {string} when
 * @param {ReturnType<typeof says>} said
 */
function answer(when, { verdict, text }) {
  const said = html("dd");
  showAnswer(said, text);
  return html("div", { class: `answer answer-${verdict}` }, html("dt", {}, when), said);
}
