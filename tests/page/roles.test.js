import assert from "node:assert/strict";
import { test } from "node:test";

import { assign, bring, missing, ownFiles, proposed } from "../../www/js/roles.js";

const files = (/** @type {string[]} */ ...names) => names.map((name) => new File(["x"], name));
const roles = (/** @type {ReturnType<typeof bring>} */ brought) => brought.map(({ role }) => role);

test("the course's names say what each file is", () => {
  const names = ["bd_net.h5", "valid.h5", "bd_valid.h5", "test.h5", "bd_test.h5"];
  assert.deepEqual(names.map(proposed), ["network", "cleanValidation", "poisonedValidation", "cleanTest", "poisonedTest"]);
  assert.deepEqual(["mine.onnx", "sunglasses_bd_weights.h5", "sunglasses_poisoned_data.npz", "clean_validation_data.h5", "holiday.zip"].map(proposed), [
    "network",
    "network",
    null,
    "cleanValidation",
    null,
  ]);
});

test("a role belongs to one file, and a file of the same name takes the other's place", () => {
  const brought = bring([], files("valid.h5", "my_val.npz", "bd_net.h5"));
  assert.deepEqual(roles(brought), ["cleanValidation", null, "network"]);
  const moved = assign(brought, 1, "cleanValidation");
  assert.deepEqual(roles(moved), [null, "cleanValidation", "network"]);
  const again = bring(moved, files("my_val.npz"));
  assert.deepEqual([again.length, again.at(-1)?.role], [3, "cleanValidation"]);
});

test("files are open once every role has one", () => {
  const some = bring([], files("valid.h5", "bd_valid.h5", "test.h5", "notes.zip"));
  assert.deepEqual(missing(some), ["network", "poisonedTest"]);
  assert.equal(ownFiles(some), null);
  const all = bring(some, files("bd_test.h5", "net.onnx"));
  const own = ownFiles(all);
  assert.deepEqual(Object.keys(own ?? {}).sort(), ["cleanTest", "cleanValidation", "network", "poisonedTest", "poisonedValidation"]);
  assert.equal(own?.network.name, "net.onnx");
});
