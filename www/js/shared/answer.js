/** An answer as people read it: its mark has a name for who cannot see it. */

import { html } from "./dom.js";

/** @type {Record<string, string>} */
const MARKS = { "✓": "right", "✗": "wrong" };

/**
 * Sets an answer's text, unless it stands there already.
 *
 * @param {HTMLElement} place
 * @param {string} text may end with a mark
 */
export function sayIn(place, text) {
  if (place.textContent === text) return;
  const mark = text.slice(-1);
  const name = MARKS[mark];
  if (name === undefined) {
    place.replaceChildren(text);
    return;
  }
  // The mark never stands alone on a line.
  const last = text.lastIndexOf(" ", text.length - 3) + 1;
  place.replaceChildren(text.slice(0, last), html("span", { class: "together" }, text.slice(last, -1), html("span", { role: "img", "aria-label": name }, mark)));
}
