// What others wrote goes along with its licences, which nobody fetches who does not ask for them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { kept, loaded } from "./support/page.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  world = await start();
});
after(() => world?.stop());

test("the page's foot leads to the licences of all that is in it, and no visit fetches them before", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  const fetched = /** @type {string[]} */ ([]);
  page.context().on("request", (request) => void fetched.push(request.url()));
  await loaded(page);
  await kept(page);
  assert.ok(fetched.every((url) => !url.endsWith(".txt")));
  // A text has no icon of its own, so that the browser looks for one in vain.
  assertQuiet(opened);
  await page.getByRole("link", { name: "What others wrote of this page, and its licences" }).click();
  await page.waitForURL(/licences\.txt$/);
  const text = await page.locator("body").innerText();
  for (const name of [
    "d3-axis",
    "d3-scale",
    "d3-selection",
    "idb-keyval",
    "tract-onnx",
    "wgpu",
    "hdf5-pure",
    "resvg",
    "wasm-bindgen",
    "Rust’s standard library",
  ]) {
    assert.match(text, new RegExp(`^${name}( [\\d.]+)?: .*\\. Texts? \\d+`, "m"), name);
  }
  for (const words of [
    "Mike Bostock",
    "Jake Archibald",
    "Redistribution and use in source and binary forms",
    "SIL OPEN FONT LICENSE",
  ])
    assert.ok(text.includes(words), words);
  const numbers = [...text.matchAll(/^Text (\d+)$/gm)].map(([, number]) => Number(number));
  assert.ok(numbers.length > 50 && numbers.every((number, i) => number === i + 1), "every text stands there once");
  assert.doesNotMatch(text, /^goodnet-/m, "our own crates are no others'");
  assert.doesNotMatch(text, /\/(root|home|Users|work)\/|\.cargo|node_modules/, "no path of the machine that built it");
  await opened.close();
});
