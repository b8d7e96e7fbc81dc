/**
 * Files of the user's own, before they are opened: which came, and what each is to be used as.
 *
 * @import { FileContents } from "../../client/types.js"
 * @import { Brought, Role } from "./roles.js"
 * @import { Handlers, State } from "../../app/state.js"
 */

import { assign, bring, looked, useless } from "./roles.js";
import { sentence } from "../../shared/words.js";
import { without } from "../notices/state.js";

/**
 * @typedef {{ type: "brought", files: File[] }
 *   | { type: "role", index: number, role: Role | null }
 *   | { type: "put-back", index: number }
 *   | { type: "looked", file: File, contents: FileContents }
 *   | { type: "useless", file: File, message: string }
 *   | { type: "white", white: 255 | 1 | null }
 *   | { type: "undo" }} OwnAction
 */

/** @type {Handlers<OwnAction>} */
export const own = {
  brought: (state, { files }) => ({ ...state, brought: bring(state.brought, files), undo: state.brought, problems: without(state, "own") }),
  role: (state, { index, role }) => ({ ...state, brought: assign(state.brought, index, role), undo: null }),
  "put-back": (state, { index }) => ({ ...state, brought: state.brought.filter((_, at) => at !== index), undo: state.brought }),
  looked: (state, { file, contents }) => found(state, (brought) => looked(brought, file, contents)),
  useless(state, { file, message }) {
    const told = found(state, (brought) => useless(brought, file, sentence(message)));
    // It is shown in the file's row, where nobody may be reading.
    return state.brought.some((one) => one.file === file) ? { ...told, milestone: `${file.name} cannot be used.` } : told;
  },
  white: (state, { white }) => ({ ...state, white }),
  undo: (state) => (state.undo === null ? state : { ...state, brought: state.undo, undo: null, problems: without(state, "own") }),
};

/**
 * What was found in a file is true of it wherever it is listed: a file that was taken away may come back.
 *
 * @param {State} state
 * @param {(brought: Brought[]) => Brought[]} note
 * @returns {State}
 */
function found(state, note) {
  return { ...state, brought: note(state.brought), undo: state.undo && note(state.undo) };
}
