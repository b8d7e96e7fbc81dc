// What dist/ weighs: raw, and as a static host sends it. A first visit has a budget.

import { readdir, readFile } from "node:fs/promises";
import { dirname, extname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";

/** What static hosts gzip; they send the rest as it is. */
const GZIPPED = new Set([".html", ".css", ".js", ".json", ".svg", ".txt", ".wasm"]);
const FIRST_RUN_LIMIT = 8_000_000;
const MODULE_LIMIT = 2_500_000;
/** The module that reads the user's own files is fetched when somebody brings some: it is no part of a first run. */
const FILES_MODULE = /web_files/;
const FILES_MODULE_LIMIT = 1_500_000;
/** Fetched by who follows the link to it. */
const LICENCES = "licences.txt";

/**
 * @typedef {{ file: string }} Entry
 * @typedef {{ validation: Entry, test: Entry }} People
 * @typedef {{ scenarios: { name: string, model: Entry, people?: People, trigger?: Entry }[] }} Manifest
 */

/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(12);

/**
 * Prints every file's size and a first run's total: everything but what only other scenarios need.
 * @param {string} dist
 * @param {Manifest} manifest
 * @param {string} manifestPath in dist/
 */
export async function printSizes(dist, manifest, manifestPath) {
  const bundle = dirname(manifestPath);
  const own = manifest.scenarios
    .slice(1)
    .flatMap(({ model, people, trigger }) => [model, people?.validation, people?.test, trigger]);
  const later = new Set(own.flatMap((entry) => (entry === undefined ? [] : [join(bundle, entry.file)])));

  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)));
  let firstRun = 0;
  // A browser loads one build of the module: the largest counts.
  let module = 0;
  let filesModule = 0;
  console.log(`${"raw".padStart(12)}${"sent".padStart(12)}  file`);
  for (const file of files.sort()) {
    const bytes = await readFile(join(dist, file));
    const sent = GZIPPED.has(extname(file)) ? gzipSync(bytes).length : bytes.length;
    if (FILES_MODULE.test(file)) filesModule = sent;
    else if (extname(file) === ".wasm") module = Math.max(module, sent);
    else if (file !== LICENCES && !later.has(file)) firstRun += sent;
    console.log(`${kilobytes(bytes.length)}${kilobytes(sent)}  ${file}`);
  }
  firstRun += module;
  console.log(`A first run is ${(firstRun / 1e6).toFixed(2)} MB on the wire, gzipped where a static host gzips.`);
  if (module > MODULE_LIMIT) {
    throw new Error(
      `The WebAssembly module may be ${MODULE_LIMIT / 1e6} MB at most, gzipped: find out what it grew by.`,
    );
  }
  if (filesModule > FILES_MODULE_LIMIT) {
    throw new Error(
      `The module that reads files may be ${FILES_MODULE_LIMIT / 1e6} MB at most, gzipped: find out what it grew by.`,
    );
  }
  if (firstRun > FIRST_RUN_LIMIT) {
    throw new Error(`A first run may be ${FIRST_RUN_LIMIT / 1e6} MB at most: make the bundle or the module smaller.`);
  }
}
