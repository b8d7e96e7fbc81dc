/**
 * Rows and cells of the tables of repaired models. The roles are those that they have anyway: where a table is drawn as
 * cards, a browser would take them away.
 */

import { html } from "../../shared/dom.js";
import { range } from "../../shared/interval.js";
import { percent } from "../../shared/words.js";

/**
 * @param {string} head
 * @param {HTMLElement[]} cells
 * @param {string} [name] a class
 */
export function line(head, cells, name = "") {
  return html("tr", { role: "row", class: name }, html("th", { scope: "row", role: "rowheader" }, head), ...cells);
}

/**
 * @param {string} text
 * @param {string | null} [label] what a card says before it; as a table, its head says it
 * @param {Record<string, string>} [more] attributes
 */
export function cell(text, label = null, more = {}) {
  return html("td", { role: "cell", "data-label": label, ...more }, text);
}

/** What a network does not have: a card leaves it out. */
export function nothing(text = "–") {
  return cell(text, null, { class: "nothing" });
}

/**
 * A figure, with its interval where its images are few.
 *
 * @param {string} text
 * @param {string} around its interval; empty for none
 * @param {string} label
 */
export function figure(text, around, label) {
  const td = cell(text, label);
  if (around !== "") td.append(" ", html("span", { class: "interval" }, around));
  return td;
}

/**
 * @param {number | null} value per cent
 * @param {number} images of how many
 * @param {string} label
 */
export function share(value, images, label) {
  return figure(percent(value), range(value, images), label);
}
