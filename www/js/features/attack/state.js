/**
 * Faces, which of them wear the trigger, and which have.
 *
 * @import { Handlers, Reactions } from "../../app/state.js"
 * @import { State } from "../index.js"
 * @import { Face } from "../../client/types.js"
 */

/**
 * @typedef {object} AttackState
 * @property {Face[]} faces
 * @property {boolean} triggerOn whether the faces are shown with the trigger
 * @property {number[]} flipped the faces, by their place, that are shown the other way
 * @property {number[]} triggerSeen the faces, by their place, that have worn the trigger: until then the page does not
 *   say what it does
 */

/** @type {AttackState} */
export const initial = { faces: [], triggerOn: false, flipped: [], triggerSeen: [] };

/**
 * @typedef {{ type: "faces", faces: Face[] }
 *   | { type: "trigger", on: boolean }
 *   | { type: "flip-face", face: number }} AttackAction
 */

/** @type {Handlers<AttackAction>} */
export const handlers = {
  faces: (state, { faces }) => noteSeen({ ...state, faces, flipped: [], triggerSeen: [] }),
  trigger: (state, { on }) => noteSeen({ ...state, triggerOn: on, flipped: [] }),
  "flip-face": (state, { face }) => noteSeen({ ...state, ...flip(state, face) }),
};

/** @type {Reactions} */
export const reactions = {
  opened: (state) => ({ ...state, faces: [], flipped: [], triggerSeen: [] }),
};

/**
 * Whether a face is shown with the trigger.
 *
 * @param {Pick<State, "triggerOn" | "flipped">} state
 * @param {number} face its place
 */
export function wearsTrigger({ triggerOn, flipped }, face) {
  return triggerOn !== flipped.includes(face);
}

/**
 * @param {State} state
 * @returns {State}
 */
function noteSeen(state) {
  const triggerSeen = [...state.faces.keys()].filter(
    (face) => state.triggerSeen.includes(face) || wearsTrigger(state, face),
  );
  return { ...state, triggerSeen };
}

/**
 * One face puts the trigger on, or off. Once every face is the other way, all are that way.
 *
 * @param {Pick<State, "faces" | "triggerOn" | "flipped">} state
 * @param {number} face its place
 * @returns {Pick<State, "triggerOn" | "flipped">}
 */
function flip({ faces, triggerOn, flipped: before }, face) {
  const others = before.filter((one) => one !== face);
  const after = others.length < before.length ? others : [...before, face];
  return after.length === faces.length ? { triggerOn: !triggerOn, flipped: [] } : { triggerOn, flipped: after };
}
