// The page on which ONNX Runtime Web runs.

import * as ort from "onnxruntime-web/wasm";
import { forwardPass, labLoop } from "../loop.js";
import { ortRuntime } from "../runtimes/ort.js";
import { bytes, imageSets, SHAPE, weights } from "./data.js";
import { offer } from "./offer.js";

ort.env.wasm.wasmPaths = new URL("/ort/", location.href).href;
// What the runtime would choose itself on a machine with few cores, said outright.
ort.env.wasm.numThreads = crossOriginIsolated ? navigator.hardwareConcurrency : 1;

offer({
  threads: () => ort.env.wasm.numThreads ?? 1,
  async open(scenario, batch) {
    const { fed } = await weights(scenario);
    const sets = await imageSets(scenario);
    const plain = await ortRuntime(ort, new Uint8Array(await bytes(`${scenario}/model.onnx`)), { batch, shape: SHAPE });
    const masked = await ortRuntime(ort, new Uint8Array(await bytes(`${scenario}/fed.onnx`)), {
      batch,
      shape: SHAPE,
      fed,
    });
    return {
      forward: () => forwardPass(plain, sets),
      loop: (order) => labLoop(masked, sets, order),
      close: async () => void (await plain.release(), await masked.release()),
    };
  },
});
