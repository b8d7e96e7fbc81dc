/**
 * Files of the user's own, before they are opened: which came, and what each is to be used as.
 *
 * @import { Handlers } from "../../app/state.js"
 * @import { State } from "../index.js"
 * @import { FileContents } from "../../client/types.js"
 * @import { Role, UserFile } from "./roles.js"
 */

import { sentence } from "../../shared/words.js";
import { without } from "../notices/state.js";
import { add, assign, inspected, unusable } from "./roles.js";

/**
 * @typedef {object} UserFilesState
 * @property {UserFile[]} userFiles the files that the user chose, and what each is to be used as
 * @property {255 | 1 | null} white what the user says that their network takes for a white pixel; null: that is found
 *   out
 * @property {UserFile[] | null} undo the files before some came or went last; null where that cannot be undone
 */

/** @type {UserFilesState} */
export const initial = { userFiles: [], white: null, undo: null };

/**
 * @typedef {{ type: "files-added", files: File[] }
 *   | { type: "file-role", index: number, role: Role | null }
 *   | { type: "file-removed", index: number }
 *   | { type: "file-inspected", file: File, contents: FileContents }
 *   | { type: "file-unusable", file: File, message: string }
 *   | { type: "white", white: 255 | 1 | null }
 *   | { type: "files-undo" }} UserFilesAction
 */

/** @type {Handlers<UserFilesAction>} */
export const handlers = {
  "files-added": (state, { files }) => ({
    ...state,
    userFiles: add(state.userFiles, files),
    undo: state.userFiles,
    problems: without(state, "own"),
  }),
  "file-role": (state, { index, role }) => ({ ...state, userFiles: assign(state.userFiles, index, role), undo: null }),
  "file-removed": (state, { index }) => ({
    ...state,
    userFiles: state.userFiles.filter((_, at) => at !== index),
    undo: state.userFiles,
  }),
  "file-inspected": (state, { file, contents }) => found(state, (files) => inspected(files, file, contents)),
  "file-unusable"(state, { file, message }) {
    const noted = found(state, (files) => unusable(files, file, sentence(message)));
    // It is shown in the file's row, where nobody may be reading.
    return state.userFiles.some((one) => one.file === file)
      ? { ...noted, milestone: `${file.name} cannot be used.` }
      : noted;
  },
  white: (state, { white }) => ({ ...state, white }),
  "files-undo": (state) =>
    state.undo === null ? state : { ...state, userFiles: state.undo, undo: null, problems: without(state, "own") },
};

/**
 * What was found in a file is true of it wherever it is listed: a file that was taken away may come back.
 *
 * @param {State} state
 * @param {(files: UserFile[]) => UserFile[]} note
 * @returns {State}
 */
function found(state, note) {
  return { ...state, userFiles: note(state.userFiles), undo: state.undo && note(state.undo) };
}
