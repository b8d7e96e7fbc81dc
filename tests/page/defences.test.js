// Which defences the page offers, and what it knows of each.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { DEFENCES } from "../../www/js/features/defences/index.js";

const read = (/** @type {string} */ path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

test("they are those of the core, in its order and its words", async () => {
  const sections = (await read("docs/defences.md")).split(/^## /m).slice(1);
  const documented = sections.map((section) => {
    const [head = "", , summary = ""] = section.split("\n");
    return [...head.split(/: (.*)/, 2), summary];
  });
  const offered = Object.entries(DEFENCES).map(([id, { summary, title }]) => [id, title, summary]);
  assert.deepEqual(offered, documented);
});

test("before its script runs the page says of the first defence what the script says", async () => {
  const page = await read("www/index.html");
  assert.ok(page.includes(`id="defence-summary">${DEFENCES.pruning.summary}</p>`));
  for (const [, ids = ""] of page.matchAll(/data-defence="([^"]*)"/g))
    for (const id of ids.split(" ")) assert.ok(id in DEFENCES, id);
});
