/**
 * The slider that chooses which of the models is looked at, its figures, and what it says of the faces.
 *
 * @import { Answers, Face, Opened } from "../../../client/types.js"
 * @import { State } from "../../index.js"
 * @import { Draw, Store } from "../../../app/store.js"
 */

import { byId, html, setText } from "../../../shared/dom.js";
import { picture } from "../../../shared/face-picture.js";
import { brief, guarded, showAnswer } from "../../../shared/answer.js";
import { sizesOf } from "../../../shared/interval.js";
import { wordsFor } from "../../../shared/nouns.js";
import { wearsTrigger } from "../../attack/state.js";
import { pruningRun } from "./run.js";
import { goodnet, viewedPredictions, viewedPruned, viewedStep } from "./viewed-model.js";
import { figuresLine } from "./words.js";

/**
 * @param {Store} store
 * @returns {Draw}
 */
export function slider(store) {
  const range = byId("pruned", HTMLInputElement);
  const text = byId("pruned-text", HTMLElement);
  const list = byId("strip", HTMLUListElement);
  range.addEventListener("input", () => store.dispatch({ type: "pruned", pruned: range.valueAsNumber }));

  /** @type {Face[] | null} */
  let faces = null;
  /** @type {ReturnType<typeof entry>[]} */
  let entries = [];
  return (state) => {
    const run = pruningRun(state.run);
    const pruned = viewedPruned(state);
    const line = words(state);
    range.disabled = run === null || run.steps.length === 0;
    range.max = String(run?.asked.channels ?? 60);
    range.value = String(pruned);
    range.setAttribute("aria-valuetext", line);
    setText(text, line);
    if (state.faces !== faces) {
      faces = state.faces;
      const { model } = state;
      entries = model === null ? [] : faces.map((face) => entry(face, model));
      list.replaceChildren(...entries.map(({ item }) => item));
    }
    list.setAttribute(
      "aria-busy",
      String(state.facePredictions === null && run !== null && state.problems.answers === undefined),
    );
    for (const [at, answers] of viewedPredictions(state).entries())
      entries[at]?.draw(answers, wearsTrigger(state, at), run !== null || state.triggerSeen.includes(at));
  };
}

/** @param {State} state */
function words(state) {
  const run = pruningRun(state.run);
  if (run === null) return "While channels go, and afterwards, the slider takes you to any of the models.";
  const [first] = run.steps;
  const step = viewedStep(state);
  if (first === undefined || step === null || state.model === null) return "The BadNet as it came.";
  return figuresLine(step, first, run.asked.channels, sizesOf(state.model, "validation"));
}

/**
 * One face, and what the model says of it.
 *
 * @param {Face} face
 * @param {Opened} model
 */
function entry(face, model) {
  const { target, trigger } = model;
  const say = wordsFor(model);
  const { canvas, wear } = picture(face, trigger, say(`Person ${face.label} again,`));
  // What B′ and what G says of either picture, each named after the picture.
  const rows = {
    clean: { repaired: row(say("bare")), goodnet: row(say("G, bare")) },
    poisoned: { repaired: row(trigger), goodnet: row(`G, ${trigger}`) },
  };
  const pictures = face.answers.poisoned === null ? [rows.clean] : [rows.clean, rows.poisoned];
  const shown = [...pictures.map(({ repaired }) => repaired), ...pictures.map(({ goodnet }) => goodnet)];
  const item = html("li", {}, canvas, html("dl", {}, ...shown.map(({ item }) => item)));
  /** @type {Answers | null} */
  let drawn = null;
  /** How it is drawn. */
  let worn = "";
  /**
   * @param {Answers} answers
   * @param {boolean} wanted whether it is to wear the trigger
   * @param {boolean} told whether the answer with the trigger is told
   */
  const draw = (answers, wanted, told) => {
    const on = wanted && answers.poisoned !== null;
    const now = `${on} ${told}`;
    if (answers === drawn && now === worn) return;
    if (now !== worn) wear(on);
    [drawn, worn] = [answers, now];
    for (const kind of /** @type {const} */ (["clean", "poisoned"])) {
      const [ofB, ofRepaired] = [face.answers[kind], answers[kind]];
      if (ofB === null || ofRepaired === null) continue;
      const shown = on === (kind === "poisoned");
      const untold = kind === "poisoned" && !told;
      rows[kind].repaired.say(untold ? UNTOLD : brief(face.label, ofRepaired.label, target), shown);
      rows[kind].goodnet.say(untold ? UNTOLD : guarded(face.label, goodnet(ofB, ofRepaired), target), shown);
    }
  };
  return { item, draw };
}

/** What is said of a picture with the trigger until it was shown. */
const UNTOLD = { verdict: "untold", text: "?" };

/** @param {string} who answers, of which picture */
function row(who) {
  const said = html("dd");
  const item = html("div", { class: "brief" }, html("dt", {}, who), said);
  /**
   * @param {{ verdict: string, text: string }} answer
   * @param {boolean} shown whether it is for the picture as it is shown
   */
  const say = ({ verdict, text }, shown) => {
    showAnswer(said, text);
    item.className = `brief brief-${verdict}${shown ? " brief-shown" : ""}`;
  };
  return { item, say };
}
