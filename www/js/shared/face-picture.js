/**
 * A face as a picture.
 *
 * @import { Face } from "../client/types.js"
 */

import { html } from "./dom.js";

/**
 * @param {Face} face
 * @param {string} trigger what people call it
 * @param {string} called the picture's name, before it says how the face is shown
 * @returns {{ canvas: HTMLCanvasElement, wear: (on: boolean) => void }} `wear` draws it with the trigger or without
 */
export function picture(face, trigger, called) {
  const canvas = html("canvas", { class: "face-picture", width: face.width, height: face.height, role: "img" });
  const context = canvas.getContext("2d");
  const clean = new ImageData(face.clean, face.width, face.height);
  const poisoned = face.poisoned === null ? clean : new ImageData(face.poisoned, face.width, face.height);
  return {
    canvas,
    wear: (on) => {
      context?.putImageData(on ? poisoned : clean, 0, 0);
      canvas.setAttribute("aria-label", `${called} ${on ? "with" : "without"} the ${trigger}`);
    },
  };
}
