// The bench must see it when two runtimes answer differently.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as ort from "onnxruntime-web/wasm";
import { prepareSize } from "./cases.js";
import { mismatches } from "./compare.js";
import { forwardPass, labLoop } from "./loop.js";
import { ortRuntime } from "./runtimes/ort.js";
import { readWeights } from "./runtimes/weights.js";

/** @import { Case } from "./cases.js" */
/** @import { ImageSet } from "./loop.js" */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SHAPE = [3, 55, 47];
/** Enough to see one wrong weight, few enough for every run of the tests. */
const IMAGES = 60;

/** @type {Case} */
let few;
/** @type {ImageSet[]} */
let sets;

before(async () => {
  ort.env.wasm.numThreads = 1;
  few = await prepareSize({
    scenario: "pruning-aware",
    bundle: join(ROOT, "www/bundle"),
    images: IMAGES,
    into: join(ROOT, "target/bench/test"),
  });
  sets = await Promise.all(
    ["validation", "poisoned_validation"].map(async (name) => ({
      pixels: new Uint8Array(await read(`${name}.u8`)),
      labels: new Uint32Array(await read(`${name}_labels.u32`)),
    })),
  );
});

/** @param {string} file of the case */
async function read(file) {
  const bytes = await readFile(join(few.folder, file));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}

/**
 * The lab's loop in ONNX Runtime Web, in Node, with one weight of the last channel to be pruned changed by `by`.
 *
 * @param {number} by
 */
async function loop(by) {
  const { fed } = readWeights(
    JSON.parse(await readFile(join(few.folder, "weights.json"), "utf8")),
    await read("weights.bin"),
  );
  const { values, shape } = fed.weight;
  values[few.order[few.order.length - 1] * (values.length / shape[0])] += by;
  const network = await ortRuntime(ort, new Uint8Array(await read("fed.onnx")), { batch: 50, shape: SHAPE, fed });
  return labLoop(network, sets, few.order);
}

test("ONNX Runtime Web gives goodnet's answers at every step", async () => {
  const steps = await loop(0);
  assert.equal(steps.length, 61);
  assert.equal(mismatches(few.steps, steps), 0);
});

test("one corrupted weight is seen", async () => {
  const found = mismatches(few.steps, await loop(1));
  assert.ok(found > 0, "the corrupted weight changed no count");
});

test("the graph as it is gives the first step's answers", async () => {
  const network = await ortRuntime(ort, new Uint8Array(await read("model.onnx")), { batch: 50, shape: SHAPE });
  const [step] = await forwardPass(network, sets);
  assert.equal(mismatches(few.steps, [step]), 0);
  assert.ok(
    step.clean > 0.95 * IMAGES && step.asr === IMAGES,
    "the images are not those that the network was trained on",
  );
});
