// The page on which TensorFlow.js runs.

import * as wasm from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { forwardPass, labLoop } from "../loop.js";
import { tfjsRuntime } from "../runtimes/tfjs.js";
import { channelsLast, imageSets, SHAPE, weights } from "./data.js";
import { offer } from "./offer.js";

wasm.setWasmPaths("/tfjs/");
if (crossOriginIsolated) wasm.setThreadsCount(navigator.hardwareConcurrency);
await tf.setBackend("wasm");
await tf.ready();
if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) throw new Error("TensorFlow.js found no SIMD");

offer({
  threads: () => (crossOriginIsolated ? wasm.getThreadsCount() : 1),
  async open(scenario, batch) {
    const sets = (await imageSets(scenario)).map(channelsLast);
    const network = tfjsRuntime(await weights(scenario), { batch, shape: SHAPE });
    return {
      forward: () => forwardPass(network, sets),
      loop: (order) => labLoop(network, sets, order),
      close: async () => network.release(),
    };
  },
});
