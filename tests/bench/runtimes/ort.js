// ONNX Runtime Web, the way a user of it would write the lab.

/**
 * @import { InferenceSession, TypedTensor } from "onnxruntime-web"
 * @import { Runtime } from "../loop.js"
 * @import { Weights } from "./weights.js"
 */

/** @typedef {{ values: Float32Array, labels: Uint32Array }} Images NCHW */

/**
 * @param {typeof import("onnxruntime-web")} ort in a page or in Node
 * @param {Uint8Array} model an ONNX file; when its pruned convolution's weights are inputs, `fed` are what they are
 *   given
 * @param {{ batch: number, shape: number[], fed?: Weights["fed"] }} options `shape`: channels, height and width of an
 *   image
 * @returns {Promise<Runtime<Images> & { release(): Promise<void> }>}
 */
export async function ortRuntime(ort, model, { batch, shape, fed }) {
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
  const pixels = shape.reduce((product, extent) => product * extent, 1);
  const [input] = session.inputNames.filter((name) => name !== fed?.weight.name && name !== fed?.bias.name);
  const [output] = session.outputNames;
  let weights = /** @type {Record<string, TypedTensor<"float32">>} */ ({});

  return {
    widen: (set) => ({ values: new Float32Array(set.pixels), labels: set.labels }),
    prune(channels) {
      if (fed !== undefined) {
        weights = Object.fromEntries(
          Object.values(fed).map((weight) => [
            weight.name,
            new ort.Tensor("float32", pruned(weight, channels), weight.shape),
          ]),
        );
      } else if (channels.length > 0) {
        throw new Error(
          "this network's weights are constants: give the one that native/export.py made, and its weights",
        );
      }
    },
    async hits({ values, labels }) {
      let hits = 0;
      for (let at = 0; at < labels.length; at += batch) {
        const wanted = labels.subarray(at, at + batch);
        const images = new ort.Tensor("float32", values.subarray(at * pixels, (at + wanted.length) * pixels), [
          wanted.length,
          ...shape,
        ]);
        const answers = await session.run({ [input]: images, ...weights });
        hits += countHits(/** @type {Float32Array} */ (answers[output].data), wanted);
      }
      return hits;
    },
    drop() {},
    release: () => session.release(),
  };
}

/**
 * @param {{ values: Float32Array, shape: number[] }} weight its first axis is the convolution's channels
 * @param {number[]} channels
 */
function pruned({ values, shape }, channels) {
  const left = values.slice();
  const each = values.length / shape[0];
  for (const channel of channels) left.fill(0, channel * each, (channel + 1) * each);
  return left;
}

/**
 * @param {Float32Array} logits
 * @param {Uint32Array} labels
 */
function countHits(logits, labels) {
  const classes = logits.length / labels.length;
  let hits = 0;
  labels.forEach((label, image) => {
    const first = image * classes;
    let best = first;
    for (let at = first + 1; at < first + classes; at++) if (logits[at] > logits[best]) best = at;
    if (best - first === label) hits++;
  });
  return hits;
}
