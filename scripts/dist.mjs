// Makes dist/ from www/: bundled modules, and a content hash in every file's name but index.html's.
//
// A browser may hold an old file of any name for as long as it likes. index.html alone names the rest, so one
// index.html is one version, and a stale cache never mixes two. URLs are relative: dist/ works from any sub-path.
// What index.html names (see page.mjs) comes out as the hashed files' paths. `licences.txt` is made here.

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { build } from "esbuild";
import { mergeBundles } from "./bundles.mjs";
import { notices } from "./notices.mjs";
import { codeOf, LICENCES, MANIFEST, REFERENCE, referencesOf, ROOT, WWW } from "./page.mjs";
import { writeServiceWorker } from "./service-worker.mjs";
import { printSizes } from "./sizes.mjs";

const DIST = join(ROOT, "dist");

/** @param {Buffer | string} bytes */
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/**
 * `people/test.zip` and its bytes -> `people/test-1A2B3C4D5E.zip`.
 * @param {string} path
 * @param {Buffer | string} bytes
 */
function hashedName(path, bytes) {
  const extension = extname(path);
  return `${path.slice(0, -extension.length)}-${sha256(bytes).slice(0, 10)}${extension}`;
}

/**
 * @param {string} path in dist/
 * @param {Buffer | string} bytes
 */
async function put(path, bytes) {
  await mkdir(dirname(join(DIST, path)), { recursive: true });
  await writeFile(join(DIST, path), bytes);
  return path;
}

/**
 * Modules and styles, minified.
 * @param {Set<string>} references what index.html names
 * @returns {Promise<{ made: Map<string, string>, sources: string[] }>} path in www/ -> path in dist/, and all files that went in
 */
async function bundleCode(references) {
  const { metafile } = await build({
    ...codeOf(references),
    outdir: join(DIST, "assets"),
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    minify: true,
  });
  const made = new Map();
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint) made.set(relative("www", output.entryPoint), relative("dist", path));
  }
  return { made, sources: Object.keys(metafile.inputs) };
}

/**
 * The bundles under hashed names, and their manifest.
 *
 * @returns {Promise<{ path: string, manifest: import("./sizes.mjs").Manifest }>}
 */
async function copyBundles() {
  const folder = dirname(MANIFEST);
  const manifest = await mergeBundles(join(WWW, folder), async (path, bytes) => {
    const name = hashedName(path, bytes);
    await put(join(folder, name), bytes);
    return name;
  });
  const text = JSON.stringify(manifest);
  return { path: await put(hashedName(MANIFEST, text), text), manifest };
}

const page = await readFile(join(WWW, "index.html"), "utf8");
const references = referencesOf(page);
const MODULES = [
  "pkg/plain/goodnet_web_bg.wasm",
  "pkg/relaxed/goodnet_web_bg.wasm",
  "pkg/files/goodnet_web_files_bg.wasm",
];
for (const needed of ["js/main.js", "js/worker.js", ...MODULES, MANIFEST, LICENCES]) {
  if (!references.has(needed)) throw new Error(`www/index.html does not name ${needed}: see scripts/page.mjs.`);
}

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST);
const { made, sources } = await bundleCode(references);
const bundle = await copyBundles();
made.set(MANIFEST, bundle.path);
made.set(LICENCES, await put(LICENCES, await notices(sources)));
for (const path of references) {
  if (made.has(path)) continue;
  const bytes = await readFile(join(WWW, path));
  // The two builds of the module have the same name in two folders.
  const name = extname(path) === ".wasm" ? path.replaceAll("/", "-") : basename(path);
  made.set(path, await put(join("assets", hashedName(name, bytes)), bytes));
}
await put(
  "index.html",
  page.replace(REFERENCE, (path) => made.get(path) ?? path),
);
// GitHub Pages would otherwise run the site through Jekyll.
await put(".nojekyll", "");
await writeServiceWorker(DIST, bundle.manifest, bundle.path);
await printSizes(DIST, bundle.manifest, bundle.path);
