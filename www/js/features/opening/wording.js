/**
 * The words of index.html that go by what is open: `data-say` marks the elements whose text is about faces,
 * `data-say="ATTRIBUTE"` those that have it in an attribute.
 *
 * @import { Draw } from "../../app/store.js"
 */

import { byId, setText } from "../../shared/dom.js";
import { wordsFor } from "../../shared/nouns.js";

/** @returns {Draw} */
export function wording() {
  const story = byId("story", HTMLElement);
  const marked = [...story.querySelectorAll("[data-say]")].map((element) => {
    const attribute = element.getAttribute("data-say") ?? "";
    const text = (attribute === "" ? element.textContent : element.getAttribute(attribute)) ?? "";
    return { element, attribute, text };
  });
  return ({ model }) => {
    story.classList.toggle("of-images", model?.ownImages ?? false);
    const say = wordsFor(model);
    for (const { element, attribute, text } of marked) {
      if (attribute === "") setText(element, say(text));
      else if (element.getAttribute(attribute) !== say(text)) element.setAttribute(attribute, say(text));
    }
  };
}
