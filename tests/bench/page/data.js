// A scenario's images and weights, as the preparation left them under /data/.

import { readWeights } from "../runtimes/weights.js";

/** @import { ImageSet } from "../loop.js" */

/** Channels, height and width of an image. */
export const SHAPE = [3, 55, 47];

/** @param {string} path in the preparation's folder */
export async function bytes(path) {
  const response = await fetch(`/data/${path}`);
  if (!response.ok) throw new Error(`/data/${path}: ${response.status} ${response.statusText}`);
  return response.arrayBuffer();
}

/**
 * @param {string} scenario
 * @returns {Promise<ImageSet[]>} the clean and the poisoned validation images, NCHW
 */
export const imageSets = (scenario) =>
  Promise.all(
    ["validation", "poisoned_validation"].map(async (name) => ({
      pixels: new Uint8Array(await bytes(`${scenario}/${name}.u8`)),
      labels: new Uint32Array(await bytes(`${scenario}/${name}_labels.u32`)),
    })),
  );

/** @param {string} scenario */
export async function weights(scenario) {
  const places = JSON.parse(new TextDecoder().decode(await bytes(`${scenario}/weights.json`)));
  return readWeights(places, await bytes(`${scenario}/weights.bin`));
}

/**
 * @param {ImageSet} set NCHW
 * @returns {ImageSet} NHWC
 */
export function channelsLast({ pixels, labels }) {
  const [channels, height, width] = SHAPE;
  const plane = height * width;
  const moved = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at++) {
    const image = Math.floor(at / (channels * plane));
    const channel = Math.floor(at / plane) % channels;
    moved[(image * plane + (at % plane)) * channels + channel] = pixels[at];
  }
  return { pixels: moved, labels };
}
