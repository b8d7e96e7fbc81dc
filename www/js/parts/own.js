/**
 * The user's own model: picked, or dropped anywhere on the page.
 *
 * @import { App } from "../app.js"
 * @import { Draw, Store } from "../store.js"
 */

import { byId, setText } from "../dom.js";

/**
 * @param {Store} _store
 * @param {App} app
 * @returns {Draw}
 */
export function own(_store, app) {
  const picker = byId("own-file", HTMLInputElement);
  const zone = byId("own-zone", HTMLElement);
  const back = byId("own-back", HTMLButtonElement);
  picker.addEventListener("change", () => {
    const file = picker.files?.[0];
    if (file !== undefined) app.openOwn(file);
    // So that picking the same file again is a change again.
    picker.value = "";
  });
  back.addEventListener("click", () => {
    picker.focus();
    app.openBundle();
  });

  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) zone.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    zone.scrollIntoView({ block: "nearest" });
    app.openOwn(file);
  });

  return ({ model, opening, own }) => {
    back.hidden = own === null || opening !== null;
    const now = own === null ? "The bundle’s BadNet is open." : `${own} is open.`;
    setText(byId("own-now", HTMLElement), opening === null ? (model === null ? "" : now) : `Opening ${opening.own ?? "the bundle’s BadNet"} …`);
  };
}
