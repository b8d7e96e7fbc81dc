/**
 * The user's own files: picked, or dropped anywhere on the page; what each is to be used as; and what is open.
 *
 * @import { App } from "../index.js"
 * @import { UserFile, Role } from "./roles.js"
 * @import { State } from "../index.js"
 * @import { Draw, Store } from "../../app/store.js"
 */

import { byId, goTo, html, setMessage, setText } from "../../shared/dom.js";
import { isBeingRead, missing, remark, ROLES, wanted } from "./roles.js";
import { isPicture } from "../predict/pictures.js";
import { sentence, size } from "../../shared/words.js";

/** What a network may take for a white pixel, by the values of the choice. @type {Record<string, 255 | 1>} */
const WHITES = { 255: 255, 1: 1 };

/**
 * @param {Store} store
 * @param {App} app
 * @returns {Draw}
 */
export function userFiles(store, app) {
  const picker = byId("own-file", HTMLInputElement);
  const zone = byId("own-zone", HTMLElement);
  const back = byId("own-back", HTMLButtonElement);
  const open = byId("own-open", HTMLButtonElement);
  const stop = byId("own-stop", HTMLButtonElement);
  const onward = byId("own-repair", HTMLButtonElement);
  const undo = byId("own-undo", HTMLButtonElement);
  const rows = byId("own-rows", HTMLTableSectionElement);

  /** @param {File[]} files */
  const take = (files) => {
    const [file] = files;
    // A network alone is repaired with the bundle's people.
    const alone =
      files.length === 1 && store.state.userFiles.length === 0 && file?.name.toLowerCase().endsWith(".onnx");
    if (file !== undefined && alone) app.opening.model(file);
    else if (files.length > 0) app.userFiles.add(files);
  };
  picker.addEventListener("change", () => {
    take([...(picker.files ?? [])]);
    // So that picking the same file again is a change again.
    picker.value = "";
  });
  back.addEventListener("click", () => {
    picker.focus();
    app.opening.bundle();
  });
  open.addEventListener("click", () => {
    if (open.getAttribute("aria-disabled") !== "true") app.userFiles.open();
  });
  onward.addEventListener("click", () => goTo(byId("repair", HTMLButtonElement)));
  stop.addEventListener("click", () => {
    picker.focus();
    app.opening.cancel();
  });
  const white = byId("own-white", HTMLSelectElement);
  white.addEventListener("change", () => store.dispatch({ type: "white", white: WHITES[white.value] ?? null }));
  undo.addEventListener("click", () => {
    picker.focus();
    store.dispatch({ type: "files-undo" });
  });
  rows.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLSelectElement)) return;
    const role = /** @type {Role | ""} */ (target.value);
    store.dispatch({ type: "file-role", index: Number(target.dataset.index), role: role === "" ? null : role });
  });
  rows.addEventListener("click", ({ target }) => {
    const index = target instanceof HTMLButtonElement ? target.dataset.index : undefined;
    if (index === undefined) return;
    picker.focus();
    store.dispatch({ type: "file-removed", index: Number(index) });
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
    const dropped = [...(event.dataTransfer?.files ?? [])];
    const [pictures, files] = [dropped.filter(isPicture), dropped.filter((file) => !isPicture(file))];
    if (pictures.length > 0) {
      byId("predict", HTMLElement).scrollIntoView({ block: "nearest" });
      app.predict.pictures(pictures);
    }
    if (files.length === 0) return;
    zone.scrollIntoView({ block: "nearest" });
    take(files);
  });

  /** @type {UserFile[]} */
  let drawn = [];
  return (state) => {
    const { opening, userFiles, userModel } = state;
    undo.hidden = state.undo === null;
    back.hidden = userModel === null || opening !== null;
    onward.hidden = back.hidden;
    stop.hidden = opening === null || opening.userModel === null;
    setText(byId("own-now", HTMLElement), now(state));
    drawNotes(state);
    byId("own-files", HTMLElement).hidden = userFiles.length === 0;
    open.setAttribute("aria-disabled", String(missing(userFiles).length > 0 || opening !== null));
    setText(byId("own-missing", HTMLElement), wanted(userFiles));
    if (userFiles === drawn) return;
    drawRows(rows, userFiles, drawn);
    drawn = userFiles;
  };
}

/** @param {State} state */
function now({ model, opening, userModel }) {
  if (opening !== null) return `Opening ${opening.userModel ?? "the bundle’s BadNet"} …`;
  if (model === null) return "";
  return userModel === null ? "The bundle’s BadNet is open." : `${userModel} is open.`;
}

/** @param {State} state */
function drawNotes({ model, opening }) {
  const list = byId("own-notes", HTMLUListElement);
  const notes = opening === null ? (model?.notes ?? []).map(sentence) : [];
  if ([...list.children].map((item) => item.textContent).join() === notes.join()) return;
  list.replaceChildren(...notes.map((note) => html("li", {}, note)));
}

/**
 * Draws the rows anew only where files came or went, so that a choice that is being made keeps the focus.
 *
 * @param {HTMLTableSectionElement} rows
 * @param {UserFile[]} files
 * @param {UserFile[]} drawn
 */
function drawRows(rows, files, drawn) {
  const same = files.length === drawn.length && files.every(({ file }, index) => file === drawn[index]?.file);
  if (!same) rows.replaceChildren(...files.map(row));
  for (const [index, one] of files.entries()) {
    const reading = isBeingRead(one);
    rows.rows[index]?.setAttribute("aria-busy", String(reading));
    const choice = rows.rows[index]?.querySelector("select");
    if (choice) choice.value = one.role ?? "";
    const unused = choice?.querySelector('[value=""]');
    if (unused) setText(unused, reading ? "being read …" : "not used");
    const read = rows.rows[index]?.querySelector(".own-reading");
    if (read instanceof HTMLElement) read.hidden = !reading || one.role === null;
    const why = rows.rows[index]?.querySelector(".own-why");
    if (why instanceof HTMLElement) setMessage(why, remark(files, one) ?? "");
  }
}

/**
 * @param {UserFile} one
 * @param {number} index
 */
function row({ file }, index) {
  const options = Object.entries(ROLES).map(([role, name]) => html("option", { value: role }, name));
  const choice = html(
    "select",
    { "aria-label": `What ${file.name} is`, "data-index": index },
    ...options,
    html("option", { value: "" }, "not used"),
  );
  const remove = html(
    "button",
    { type: "button", class: "quiet", "aria-label": `Remove ${file.name}`, "data-index": index },
    "Remove",
  );
  return html(
    "tr",
    {},
    html(
      "th",
      { scope: "row" },
      file.name,
      html("p", { class: "hint own-reading" }, "being read …"),
      html("p", { class: "problem own-why" }),
    ),
    html("td", {}, size(file.size)),
    html("td", {}, choice),
    html("td", {}, remove),
  );
}
