/**
 * The few lines that the page's parts share for making and finding elements. Text is always set as text, never as HTML.
 */

/** @typedef {Record<string, string | number | null>} Attributes an attribute that is null is left out */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function html(tag, attributes = {}, ...children) {
  return dressed(document.createElement(tag), attributes, children);
}

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {(Node | string)[]} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, attributes = {}, ...children) {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {Attributes} attributes
 * @param {(Node | string)[]} children
 */
function dressed(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/**
 * The element of index.html with this id.
 *
 * @template {Element} E
 * @param {string} id
 * @param {new () => E} type what it has to be
 * @returns {E}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`index.html has no ${type.name} with the id ${id}`);
  return element;
}

/**
 * Leads to another place on the page, with the focus, so that the keyboard goes on from there. The address stays: it
 * says what the page shows, not where one reads.
 *
 * @param {HTMLElement} element
 */
export function goTo(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "start" });
}

/**
 * Sets a message, drawing what stands between backticks as code, only where it differs.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setMessage(element, text) {
  const parts = text.split(/`([^`]+)`/u);
  if (element.textContent === parts.join("")) return;
  element.replaceChildren(...parts.map((part, at) => (at % 2 === 1 ? html("code", {}, part) : part)));
}

/**
 * Sets text only where it differs, so that a live region does not repeat itself.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Whether the page is a part of another one (embedded.js). */
export function isEmbedded() {
  return document.documentElement.classList.contains("embedded");
}
