// TensorFlow.js on its wasm backend, the way a user of it would write the lab.

import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";

/**
 * @import { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers"
 * @import { Runtime } from "../loop.js"
 * @import { Weights } from "./weights.js"
 */

/** @typedef {{ pixels: tf.Tensor4D, labels: Uint32Array }} Images NHWC */

/**
 * @param {Weights} weights
 * @param {{ batch: number, shape: number[] }} options `shape`: channels, height and width of an image
 * @returns {Runtime<Images> & { release(): void }}
 */
export function tfjsRuntime(weights, { batch, shape: [channels, height, width] }) {
  const model = deepId(weights, [height, width, channels]);
  const convolution = model.getLayer(weights.convolution);
  const { kernel, bias } = weights.layers[weights.convolution];

  return {
    widen: ({ pixels, labels }) => ({
      pixels: tf.tensor4d(new Float32Array(pixels), [labels.length, height, width, channels]),
      labels,
    }),
    prune(channels) {
      const left = [kernel, bias].map(({ values, shape }) =>
        tf.tensor(pruned(values, bias.values.length, channels), shape),
      );
      convolution.setWeights(left);
      tf.dispose(left);
    },
    async hits({ pixels, labels }) {
      const answers = tf.tidy(() =>
        tf.argMax(/** @type {tf.Tensor2D} */ (model.predict(pixels, { batchSize: batch })), 1),
      );
      const classes = await answers.data();
      answers.dispose();
      return labels.reduce((hits, label, image) => hits + Number(classes[image] === label), 0);
    },
    drop: ({ pixels }) => pixels.dispose(),
    release: () => model.dispose(),
  };
}

/**
 * @param {Float32Array} values the last axis is the convolution's channels
 * @param {number} count how many these are
 * @param {number[]} channels
 */
function pruned(values, count, channels) {
  const left = values.slice();
  for (const channel of channels) for (let at = channel; at < left.length; at += count) left[at] = 0;
  return left;
}

/**
 * The lab's network. It answers with logits: a softmax would only cost time.
 *
 * @param {Weights} weights
 * @param {number[]} shape
 */
function deepId(weights, shape) {
  /** @param {string} name @param {SymbolicTensor} from */
  const convolution = (name, from) => {
    const [height, width, , filters] = weights.layers[name].kernel.shape;
    const layer = layers.layers.conv2d({ name, filters, kernelSize: [height, width], activation: "relu" });
    return /** @type {SymbolicTensor} */ (layer.apply(from));
  };
  /** @param {string} name @param {SymbolicTensor} from */
  const dense = (name, from) =>
    /** @type {SymbolicTensor} */ (
      layers.layers.dense({ name, units: weights.layers[name].bias.shape[0] }).apply(from)
    );
  /** @param {SymbolicTensor} from */
  const pool = (from) => /** @type {SymbolicTensor} */ (layers.layers.maxPooling2d({ poolSize: 2 }).apply(from));
  /** @param {SymbolicTensor} from */
  const flatten = (from) => /** @type {SymbolicTensor} */ (layers.layers.flatten().apply(from));

  const image = layers.input({ shape });
  const features = pool(convolution("conv_3", pool(convolution("conv_2", pool(convolution("conv_1", image))))));
  const branches = [dense("fc_1", flatten(features)), dense("fc_2", flatten(convolution("conv_4", features)))];
  const sum = /** @type {SymbolicTensor} */ (layers.layers.add().apply(branches));
  const hidden = /** @type {SymbolicTensor} */ (layers.layers.reLU().apply(sum));
  const model = layers.model({ inputs: image, outputs: dense("output", hidden) });
  for (const [name, { kernel, bias }] of Object.entries(weights.layers)) {
    const values = [kernel, bias].map((weight) => tf.tensor(weight.values, weight.shape));
    model.getLayer(name).setWeights(values);
    tf.dispose(values);
  }
  return model;
}
