import assert from "node:assert/strict";
import { test } from "node:test";
import { mismatches } from "./compare.js";

const at = 0;
const ours = [
  { pruned: 0, clean: 100, asr: 100, ties: 0, at },
  { pruned: 1, clean: 90, asr: 80, ties: 2, at },
];

test("the same counts are no mismatch", () => {
  assert.equal(
    mismatches(ours, [
      { pruned: 0, clean: 100, asr: 100, at },
      { pruned: 1, clean: 90, asr: 80, at },
    ]),
    0,
  );
});

test("ties may turn, but no more than are listed for that step", () => {
  assert.equal(mismatches(ours, [{ pruned: 1, clean: 91, asr: 79, at }]), 0);
  assert.equal(mismatches(ours, [{ pruned: 1, clean: 92, asr: 79, at }]), 1);
  assert.equal(mismatches(ours, [{ pruned: 0, clean: 99, asr: 100, at }]), 1);
});

test("differences of all steps add up", () => {
  assert.equal(
    mismatches(ours, [
      { pruned: 0, clean: 97, asr: 100, at },
      { pruned: 1, clean: 90, asr: 85, at },
    ]),
    6,
  );
});

test("a step that goodnet does not have cannot be compared", () => {
  assert.throws(() => mismatches(ours, [{ pruned: 2, clean: 0, asr: 0, at }]), /2 channels pruned/);
});
