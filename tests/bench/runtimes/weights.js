// What native/export.py wrote: a BadNet's weights.

/** @typedef {{ shape: number[], offset: number }} Place where an array lies among the values, in numbers */
/** @typedef {{ values: Float32Array, shape: number[] }} Weight */

/**
 * @typedef {object} Weights
 * @property {string} convolution the one that is pruned
 * @property {Record<"weight" | "bias", Weight & { name: string }>} fed its weights as ONNX lays them out
 * @property {Record<string, { kernel: Weight, bias: Weight }>} layers every layer's as Keras lays them out
 */

/**
 * @param {any} places weights.json
 * @param {ArrayBuffer} bytes weights.bin
 * @returns {Weights}
 */
export function readWeights(places, bytes) {
  const all = new Float32Array(bytes);
  /** @template {Place} T @param {T} place */
  const read = (place) => {
    const length = place.shape.reduce((product, extent) => product * extent, 1);
    return { ...place, values: all.subarray(place.offset, place.offset + length) };
  };
  return {
    convolution: places.convolution,
    fed: { weight: read(places.fed.weight), bias: read(places.fed.bias) },
    layers: Object.fromEntries(
      Object.entries(places.layers).map(([name, { kernel, bias }]) => [
        name,
        { kernel: read(kernel), bias: read(bias) },
      ]),
    ),
  };
}
