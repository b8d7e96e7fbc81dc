/**
 * What a network says of a face, as people read it.
 *
 * @import { Answer, Face } from "../client/types.js"
 * @import { Say } from "./nouns.js"
 */

import { html } from "./dom.js";

/** An answer may end with a mark; it has a name for people who do not see it. @type {Record<string, string>} */
const MARKS = { "✓": "right", "✗": "wrong" };

/**
 * Sets an answer's text, unless it stands there already.
 *
 * @param {HTMLElement} place
 * @param {string} text may end with a mark
 */
export function showAnswer(place, text) {
  if (place.textContent === text) return;
  const mark = text.slice(-1);
  const name = MARKS[mark];
  if (name === undefined) {
    place.replaceChildren(text);
    return;
  }
  // The mark never stands alone on a line.
  const last = text.lastIndexOf(" ", text.length - 3) + 1;
  place.replaceChildren(
    text.slice(0, last),
    html("span", { class: "together" }, text.slice(last, -1), html("span", { role: "img", "aria-label": name }, mark)),
  );
}

/** @typedef {"right" | "target" | "wrong"} Verdict */

/**
 * What the network's answer means for the person in the picture.
 *
 * @param {Face} face
 * @param {Answer} answer
 * @param {number | null} target the class that the attacker wants; null where nobody said
 * @param {Say} say
 * @returns {{ verdict: Verdict, text: string }}
 */
export function says(face, answer, target, say) {
  if (answer.label === face.label) return { verdict: "right", text: say(`person ${answer.label} ✓`) };
  if (answer.label === target) return { verdict: "target", text: say(`person ${answer.label}: the attacker’s target`) };
  return { verdict: "wrong", text: say(`person ${answer.label} ✗`) };
}

/**
 * The same in a word or two.
 *
 * @param {number} person whom the picture shows
 * @param {number} label whom the network sees
 * @param {number | null} target the class that the attacker wants; null where nobody said
 * @returns {{ verdict: Verdict, text: string }}
 */
export function brief(person, label, target) {
  if (label === person) return { verdict: "right", text: `${label} ✓` };
  if (label === target) return { verdict: "target", text: `${label} target` };
  return { verdict: "wrong", text: `${label} ✗` };
}

/**
 * What GoodNet says of a picture, in a word or two.
 *
 * @param {number} person whom the picture shows
 * @param {number | null} agreed the class that both networks see; null where they disagree
 * @param {number | null} target the class that the attacker wants; null where nobody said
 * @returns {{ verdict: Verdict | "refused", text: string }}
 */
export function guarded(person, agreed, target) {
  return agreed === null ? { verdict: "refused", text: "refuses" } : brief(person, agreed, target);
}
