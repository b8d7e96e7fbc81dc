/**
 * Files of the user's own, before they are opened: which came, and what each is to be used as.
 *
 * @import { FileContents } from "../../../crate/web/src/types.js"
 * @import { Role } from "../roles.js"
 * @import { Handlers } from "../state.js"
 */

import { assign, bring, looked, useless } from "../roles.js";
import { sentence } from "../words.js";
import { without } from "./problems.js";

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
  looked: (state, { file, contents }) => ({ ...state, brought: looked(state.brought, file, contents) }),
  // It is shown in the file's row, where nobody may be reading.
  useless: (state, { file, message }) => ({ ...state, brought: useless(state.brought, file, sentence(message)), milestone: `${file.name} cannot be used.` }),
  white: (state, { white }) => ({ ...state, white }),
  undo: (state) => (state.undo === null ? state : { ...state, brought: state.undo, undo: null, problems: without(state, "own") }),
};
