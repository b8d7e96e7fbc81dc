import assert from "node:assert/strict";
import { test } from "node:test";
import { forbidden } from "./crates.mjs";

/** @import { Metadata } from "./crates.mjs" */

/**
 * What cargo says of a workspace: each crate and what it depends on, as `name`, or `name dev`.
 *
 * @param {Record<string, string[]>} crates ours; what they depend on and is not among them is of others
 * @param {Record<string, string[]>} [others] what those depend on
 * @returns {Metadata}
 */
function metadata(crates, others = {}) {
  const all = { ...others, ...crates };
  const names = new Set([
    ...Object.keys(all),
    ...Object.values(all)
      .flat()
      .map((text) => text.split(" ")[0]),
  ]);
  const of = (/** @type {string} */ name) =>
    (all[name] ?? []).map((text) => {
      const [dependency, kind = null] = text.split(" ");
      return { name: dependency, kind };
    });
  return {
    packages: [...names].map((name) => ({ id: name, name, dependencies: of(name) })),
    workspace_members: Object.keys(crates),
    resolve: {
      nodes: [...names].map((id) => ({
        id,
        deps: of(id).map(({ name, kind }) => ({ pkg: name, dep_kinds: [{ kind }] })),
      })),
    },
  };
}

test("what the arrows allow passes, over others and for tests too", () => {
  const crates = {
    "goodnet-data": [],
    "goodnet-core": ["goodnet-data", "tract-onnx"],
    "goodnet-gpu": ["goodnet-core", "js-sys"],
    "goodnet-js": ["goodnet-data", "wasm-bindgen"],
  };
  assert.deepEqual(
    forbidden(
      metadata({
        ...crates,
        "goodnet-files": ["goodnet-data", "goodnet-core dev"],
        "goodnet-web": ["goodnet-gpu", "goodnet-core", "goodnet-js"],
      }),
    ),
    [],
  );
});

test("an arrow that is not there is named", () => {
  const [sentence, ...more] = forbidden(
    metadata({ "goodnet-data": ["goodnet-core"], "goodnet-core": ["goodnet-data"] }),
  );
  assert.match(sentence, /^goodnet-data depends on goodnet-core, and no arrow of ARCHITECTURE.md leads there/);
  assert.deepEqual(more, []);
});

test("what speaks to JavaScript is for few", () => {
  assert.deepEqual(forbidden(metadata({ "goodnet-gpu": ["web-sys"] })), [
    "goodnet-gpu depends on web-sys, which only goodnet-js, goodnet-web, goodnet-web-files may name.",
  ]);
});

test("what must not be reached is found over others, with the way there", () => {
  const sentences = forbidden(
    metadata({ "goodnet-files": ["a"] }, { a: ["b", "c dev"], b: ["tract-core"], c: ["wgpu"] }),
  );
  assert.deepEqual(sentences, [
    "goodnet-files reaches tract-core (goodnet-files -> a -> b -> tract-core): tract is most of a module, and the module that reads files does without.",
  ]);
});

test("a new crate has to be entered", () => {
  assert.match(forbidden(metadata({ "goodnet-new": [] }))[0], /^goodnet-new is new: say in ARCHITECTURE.md/);
});
