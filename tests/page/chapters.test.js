// What every chapter of the page has to keep to, so that a list of them is a page.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";

import { initialState, reduce } from "../../www/js/app/state.js";
import { DEFENCES, defenceOf } from "../../www/js/features/defences/index.js";
import { CHAPTERS } from "../../www/js/features/index.js";

const FEATURES = new URL("../../www/js/features/", import.meta.url);
const chapters = Object.entries(CHAPTERS);

/** @param {string[]} names */
const twice = (names) => names.filter((name, at) => names.indexOf(name) !== at);

test("every folder is a chapter of the list", async () => {
  const folders = async (/** @type {string} */ path) => {
    const entries = await readdir(new URL(path, FEATURES), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  };
  const named = [...(await folders("")).filter((name) => name !== "defences"), ...(await folders("defences/"))];
  const listed = chapters.map(([name]) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  assert.deepEqual(named.sort(), listed.sort());
});

test("no two chapters have the same part of the state, or handle the same action", () => {
  assert.deepEqual(twice(chapters.flatMap(([, { initial = {} }]) => Object.keys(initial))), []);
  assert.deepEqual(twice(chapters.flatMap(([, { handlers = {} }]) => Object.keys(handlers))), []);
});

test("what a chapter reacts to is another's action", () => {
  for (const [name, { reactions = {} }] of chapters) {
    for (const type of Object.keys(reactions)) {
      const owner = chapters.find(([, { handlers = {} }]) => type in handlers)?.[0];
      assert.ok(owner !== undefined && owner !== name, `${name}: ${type}`);
    }
  }
});

test("nothing changes where an action says nothing new, and nothing is written to", () => {
  const state = initialState();
  for (const part of Object.values(state)) Object.freeze(part);
  assert.equal(reduce(Object.freeze(state), { type: "predict-threshold", threshold: 2 }), state);
  reduce(state, { type: "trigger", on: true });
  assert.deepEqual(state, initialState());
});

test("a defence says how far each of its stages is, from nothing to all", async () => {
  for (const [id, { laps, share }] of Object.entries(DEFENCES)) {
    assert.equal(defenceOf(/** @type {keyof typeof DEFENCES} */ (id)).share, share);
    const shares = laps
      .flatMap(([, stages]) => stages)
      .flatMap((stage) => [0, 5, 10].map((done) => share({ stage, done, total: 10 })))
      .sort((a, b) => a - b);
    assert.deepEqual([shares[0], shares.at(-1)], [0, 1], id);
  }
});

test("only what draws names the document", async () => {
  const files = (await readdir(FEATURES, { recursive: true })).filter((file) =>
    /\/(state|roles|run|pictures|link|channels|recipe|thresholds|viewed-model|verdict-words|outdated|words)\.js$/.test(
      file,
    ),
  );
  assert.ok(files.length > 12);
  for (const file of files) {
    const code = (await readFile(new URL(file, FEATURES), "utf8")).replaceAll(/\/\*\*.*?\*\//gs, "");
    assert.doesNotMatch(code, /\bdocument\b|dom\.js/, file);
  }
});
