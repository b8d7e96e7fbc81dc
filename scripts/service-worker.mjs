// Makes dist/sw.js of www/js/service-worker.js: the list of this version's files, and what each is needed for.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { BROWSERS } from "./page.mjs";

/** @import { SiteFile } from "../www/js/service-worker.js" */

const SOURCE = fileURLToPath(new URL("../www/js/service-worker.js", import.meta.url));
/** Files that the page works without: a host's own, and licences to read, which every version would fetch for everybody. */
const LEFT_OUT = [".nojekyll", "licences.txt"];
/** What only some browsers or some visits need; everything else is the page's. @type {[name: RegExp, use: string][]} */
const USES = [
  [/^assets\/pkg-plain-.*\.wasm$/, "plain"],
  [/^assets\/pkg-relaxed-.*\.wasm$/, "relaxed"],
  [/^assets\/pkg-files-.*\.wasm$/, "own"],
];

/**
 * @param {string} dist holds everything else already
 * @param {import("./sizes.mjs").Manifest} manifest
 * @param {string} manifestPath in dist/
 */
export async function writeServiceWorker(dist, manifest, manifestPath) {
  const scenarios = usesOfScenarios(manifest, dirname(manifestPath));
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  /** @type {SiteFile[]} */
  const files = paths
    .filter((path) => !LEFT_OUT.includes(path))
    .sort()
    .map((path) => ({
      path: path === "index.html" ? "" : path,
      uses: scenarios.get(path) ?? [USES.find(([name]) => name.test(path))?.[1] ?? "page"],
    }));
  const pageSha256 = sha256(await readFile(join(dist, "index.html")));
  // Every other name changes with what is in the file.
  const version = sha256(JSON.stringify([files, pageSha256])).slice(0, 10);
  await build({
    entryPoints: [SOURCE],
    outfile: join(dist, "sw.js"),
    bundle: true,
    minify: true,
    format: "iife",
    target: BROWSERS,
    define: { SITE: JSON.stringify({ version, pageSha256, files }) },
    legalComments: "none",
    logLevel: "warning",
  });
}

/**
 * The files that belong to scenarios, and to which; a first visit opens the first one.
 *
 * @param {import("./sizes.mjs").Manifest} manifest
 * @param {string} folder
 * @returns {Map<string, string[]>}
 */
function usesOfScenarios({ scenarios }, folder) {
  /** @type {Map<string, string[]>} */
  const uses = new Map();
  for (const [i, { name, model, people, trigger }] of scenarios.entries()) {
    for (const entry of [model, people?.validation, people?.test, trigger]) {
      if (entry === undefined) continue;
      const path = `${folder}/${entry.file}`;
      uses.set(path, [...(uses.get(path) ?? []), i === 0 ? "page" : name]);
    }
  }
  return uses;
}

/** @param {Buffer | string} bytes */
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
