// The thresholds as people type them: the page reads what the command line reads.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { asTyped, writeNumbers } from "../../www/js/features/defences/numbers.js";
import { DEFAULT_POINTS, readThresholds } from "../../www/js/features/defences/pruning/thresholds.js";

/** @type {{ text: string, thresholds?: number[], error?: true }[]} */
const CASES = JSON.parse(await readFile(new URL("../cases/thresholds.json", import.meta.url), "utf8"));

test("every case is read as it should be, or not at all", () => {
  assert.ok(CASES.length > 40);
  for (const { text, thresholds, error } of CASES) {
    const read = readThresholds(text);
    assert.equal(read.text, text, "what was typed stays");
    if (error) assert.ok("problem" in read && /[.]$/.test(read.problem), `“${text}” is no list of thresholds`);
    else assert.deepEqual("numbers" in read && read.numbers, thresholds, text);
  }
});

test("what is written reads back the same", () => {
  for (const { thresholds } of CASES) {
    if (thresholds !== undefined) assert.deepEqual(readThresholds(writeNumbers(thresholds)), asTyped(thresholds));
  }
  assert.equal(writeNumbers(DEFAULT_POINTS), "2, 4, 10, 30");
});

test("thresholds that make no sense get a sentence that names them", () => {
  for (const [text, problem] of /** @type {[string, RegExp][]} */ ([
    ["", /at least one/],
    [" , ; ", /at least one/],
    ["2,, 4", /a comma too many/],
    ["2, x", /“x” is not a number/],
    ["1e2", /“1e2” is not a number/],
    ["-2", /cannot be -2: it is a drop of clean accuracy, above 0 and at most 100/],
    ["0", /^A threshold cannot be 0: /],
    ["100.5", /^A threshold cannot be 100\.5: /],
    ["2, 0.0001", /^A threshold cannot be 0\.0001: it may have three decimals at most/],
  ])) {
    const read = readThresholds(text);
    assert.ok("problem" in read, text);
    assert.match(read.problem, problem);
  }
});
