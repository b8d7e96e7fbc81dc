/**
 * Where in a face a channel fires: its plane drawn over the picture.
 *
 * @import { ChannelView, Excited } from "../../client/types.js"
 */

/**
 * How strongly a channel fires at a place of the picture: between the middles of what the plane's values see it is
 * interpolated.
 *
 * @param {Float32Array} map row by row
 * @param {ChannelView["grid"]} grid
 * @param {number} x pixels across, of the picture
 * @param {number} y pixels down
 */
export function heatAt(map, { width, height, step, size }, x, y) {
  const [row, column] = [(y + 0.5 - size[0] / 2) / step[0], (x + 0.5 - size[1] / 2) / step[1]];
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const at = (/** @type {number} */ i, /** @type {number} */ j) => map[clamp(i, height) * width + clamp(j, width)] ?? 0;
  const upper = mix(at(top, left), at(top, left + 1), column - left);
  const lower = mix(at(top + 1, left), at(top + 1, left + 1), column - left);
  return mix(upper, lower, row - top);
}

/** How bright a picture is where the channel is silent. */
const SILENT = 0.5;

/**
 * The picture: in its colours where the channel fires, grey and dim where it is silent, so that the face can still be
 * recognised.
 *
 * @param {Excited} image
 * @param {ChannelView} view
 * @returns {Uint8ClampedArray<ArrayBuffer>} RGBA, row by row
 */
export function highlighted({ pixels, map }, { width, height, grid, largest }) {
  const out = new Uint8ClampedArray(pixels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // The square root, so that where it hardly fires shows, too.
      const heat = largest === 0 ? 0 : Math.sqrt(Math.max(0, heatAt(map, grid, x, y)) / largest);
      const at = (y * width + x) * 4;
      const grey = SILENT * (0.3 * (pixels[at] ?? 0) + 0.59 * (pixels[at + 1] ?? 0) + 0.11 * (pixels[at + 2] ?? 0));
      for (let i = at; i < at + 3; i++) out[i] = mix(grey, pixels[i] ?? 0, heat);
    }
  }
  return out;
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} share
 */
function mix(a, b, share) {
  return a + (b - a) * share;
}

/**
 * @param {number} index
 * @param {number} count
 */
function clamp(index, count) {
  return Math.max(0, Math.min(index, count - 1));
}
