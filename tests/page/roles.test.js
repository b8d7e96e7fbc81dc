import assert from "node:assert/strict";
import { test } from "node:test";

import {
  add,
  assign,
  chosenRoles,
  inspected,
  isBeingRead,
  lacking,
  missing,
  proposed,
  remark,
  unusable,
  wanted,
} from "../../www/js/features/user-files/roles.js";

const files = (/** @type {string[]} */ ...names) => names.map((name) => new File(["x"], name));
const roles = (/** @type {ReturnType<typeof add>} */ all) => all.map(({ role }) => role);
const images = (/** @type {number} */ classes) => /** @type {const} */ ({ kind: "images", images: 9, classes });

test("the course's names say what each file is", () => {
  const names = ["bd_net.h5", "valid.h5", "bd_valid.h5", "test.h5", "bd_test.h5"];
  assert.deepEqual(names.map(proposed), [
    "network",
    "cleanValidation",
    "poisonedValidation",
    "cleanTest",
    "poisonedTest",
  ]);
  assert.deepEqual(
    [
      "mine.onnx",
      "mine.keras",
      "sunglasses_bd_weights.h5",
      "sunglasses_poisoned_data.npz",
      "clean_validation_data.h5",
      "holiday.zip",
    ].map(proposed),
    ["network", "network", "network", null, "cleanValidation", null],
  );
});

test("what is in a file says more than its name, and what the user says most of all", () => {
  const names = files("a.h5", "b.h5", "c.h5", "test_d.h5", "valid_net.h5");
  const [a, b, c, d, net] = names;
  assert.ok(a && b && c && d && net);
  let all = add([], names);
  assert.deepEqual(roles(all), [null, null, null, "cleanTest", "cleanValidation"]);
  all = inspected(all, net, { kind: "network" });
  all = inspected(all, d, images(1));
  all = inspected(all, a, images(7));
  all = inspected(all, b, images(7));
  all = inspected(all, c, images(1));
  assert.deepEqual(roles(all), ["cleanValidation", "cleanTest", "poisonedValidation", "poisonedTest", "network"]);
  const chosen = assign(all, 0, null);
  assert.deepEqual(roles(inspected(chosen, a, images(7))), roles(chosen), "the user said that it is not used");
});

test("a file of no use says why and has no role", () => {
  const [file] = files("valid.h5");
  assert.ok(file);
  const [one] = unusable(add([], [file]), file, "It is a picture.");
  assert.deepEqual([one?.role, one?.problem], [null, "It is a picture."]);
});

test("a file is being read until somebody has looked into it, and nothing is called missing before", () => {
  const [net, holiday, notes] = files("net.onnx", "holiday.zip", "notes.h5");
  assert.ok(net && holiday && notes);
  let all = add([], [net, holiday, notes]);
  assert.deepEqual(all.map(isBeingRead), [true, true, true], "a role by its name is a guess");
  assert.equal(wanted(all), "Reading net.onnx, holiday.zip, notes.h5 …");
  all = unusable(inspected(all, net, { kind: "network" }), notes, "It holds text.");
  assert.deepEqual(all.map(isBeingRead), [false, true, false], "what is of no use was read, too");
  assert.equal(wanted(all), "Reading holiday.zip …");
  assert.match(wanted(inspected(all, holiday, images(7))), /^Without test images /);
  assert.equal(wanted(all.slice(0, 1)), "Still missing: clean validation images.");
});

test("weights alone say that they need their layers and how to get them, until these are there", () => {
  const [weights, images, layers] = files("net.weights.h5", "valid.h5", "model.json");
  assert.ok(weights && images && layers);
  const alone = inspected(add([], [weights, images]), weights, { kind: "weights" });
  assert.deepEqual(missing(alone), ["architecture"]);
  assert.equal(chosenRoles(alone, null), null);
  assert.match(
    alone.map((one) => remark(alone, one)).join(),
    /without its layers.*open\("model\.json", "w"\)\.write\(model\.to_json\(\)\)/,
  );
  const both = inspected(add(alone, [layers]), layers, { kind: "architecture" });
  assert.deepEqual([missing(both), both.map((one) => remark(both, one))], [[], [null, null, null]]);
  assert.equal(chosenRoles(both, null)?.architecture?.name, "model.json");
  // What the user said what it is, is looked into all the same.
  const said = inspected(assign(add([], [weights, images]), 0, "network"), weights, { kind: "weights" });
  assert.deepEqual(missing(said), ["architecture"]);
  const whole = inspected(said, weights, { kind: "network" });
  assert.deepEqual(missing(whole), []);
});

test("a role belongs to one file, and a file of the same name takes the other's place", () => {
  const all = add([], files("valid.h5", "my_val.npz", "bd_net.h5"));
  assert.deepEqual(roles(all), ["cleanValidation", null, "network"]);
  const moved = assign(all, 1, "cleanValidation");
  assert.deepEqual(roles(moved), [null, "cleanValidation", "network"]);
  const again = add(moved, files("my_val.npz"));
  assert.deepEqual([again.length, again.at(-1)?.role], [3, "cleanValidation"]);
});

test("a network and clean images are enough, and what is lacking then is said", () => {
  const net = add([], files("net.onnx"));
  assert.deepEqual(missing(net), ["cleanValidation"]);
  assert.equal(chosenRoles(net, null), null);
  const least = add(net, files("valid.h5"));
  assert.deepEqual(Object.keys(chosenRoles(least, null) ?? {}), ["network", "cleanValidation"]);
  assert.equal(lacking(least).length, 2);
  assert.deepEqual(missing(add(least, files("bd_test.h5"))), ["cleanTest"]);
  const all = add(least, files("bd_valid.h5", "test.h5", "bd_test.h5"));
  assert.deepEqual([missing(all), lacking(all)], [[], []]);
  const choice = chosenRoles(all, 1);
  assert.deepEqual([choice?.network.name, choice?.poisonedTest?.name, choice?.white], ["net.onnx", "bd_test.h5", 1]);
});
