// Makes dist/ from www/: bundled modules, and a content hash in every file's name but index.html's.
//
// A browser may hold an old file of any name for as long as it likes. index.html alone names the rest, so one
// index.html is one version, and a stale cache never mixes two. URLs are relative: dist/ works from any sub-path.
//
// The contract with the page: `<html data-worker data-wasm data-wasm-relaxed data-wasm-files data-manifest>` and every relative `href` and `src` in
// www/index.html are paths in www/. They come out as the hashed files' paths. The page resolves them against
// document.baseURI and tells its worker; `file`s in the manifest are relative to the manifest. `licences.txt` is made here.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { notices } from "./notices.mjs";
import { writeServiceWorker } from "./service-worker.mjs";
import { printSizes } from "./sizes.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const WWW = join(ROOT, "www");
const DIST = join(ROOT, "dist");
const MANIFEST = "bundle/manifest.json";
const LICENCES = "licences.txt";
/** What a page may ask for: `script-src`s and the like are not paths, so only these attributes are. */
const REFERENCE = /(?<=\s(?:href|src|data-worker|data-wasm|data-wasm-relaxed|data-wasm-files|data-manifest)=")([^"#:]+)(?=")/g;

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
 * Modules and styles: each entry becomes one minified file.
 * @param {string[]} entries paths in www/
 * @returns {Promise<{ made: Map<string, string>, sources: string[] }>} path in www/ -> path in dist/, and all files that went in
 */
async function bundleCode(entries) {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: entries.map((entry) => join(WWW, entry)),
    outdir: join(DIST, "assets"),
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome111", "firefox114", "safari16.4"],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const made = new Map();
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint) made.set(relative("www", output.entryPoint), relative("dist", path));
  }
  return { made, sources: Object.keys(metafile.inputs) };
}

/**
 * A bundle's files under hashed names, and its manifest that says so. Checks each file against the manifest.
 * @param {string} sub the bundle's folder in www/bundle/: "" or "mine/"
 */
async function copyBundle(sub) {
  const folder = dirname(MANIFEST);
  const path = join(folder, sub, basename(MANIFEST));
  const manifest = JSON.parse(await readFile(join(WWW, path), "utf8"));
  const { people, trigger, scenarios } = manifest;
  const models = scenarios.map((/** @type {{ model: object }} */ scenario) => scenario.model);
  for (const entry of [people.validation, people.test, trigger, ...models]) {
    const bytes = await readFile(join(WWW, folder, sub, entry.file));
    if (bytes.length !== entry.bytes || sha256(bytes) !== entry.sha256) {
      throw new Error(`www/${folder}/${sub}${entry.file} is not the file that www/${path} describes: make the bundle again.`);
    }
    const name = hashedName(sub + entry.file, bytes);
    await put(join(folder, name), bytes);
    entry.file = name;
  }
  return manifest;
}

/**
 * One manifest for www/bundle and the bundles in its subfolders, whose scenarios bring their own people and trigger.
 * @returns {Promise<{ path: string, manifest: import("./sizes.mjs").Manifest }>}
 */
async function copyBundles() {
  const manifest = await copyBundle("");
  const inside = await readdir(join(WWW, dirname(MANIFEST)), { withFileTypes: true });
  for (const { name } of inside.filter((entry) => entry.isDirectory()).sort((a, b) => a.name.localeCompare(b.name))) {
    if (!existsSync(join(WWW, dirname(MANIFEST), name, basename(MANIFEST)))) continue;
    // It becomes part of addresses and of download names.
    if (!/^[a-z0-9][a-z0-9_-]*$/i.test(name)) throw new Error(`The folder www/bundle/${name} needs another name: letters, digits, - and _ only.`);
    const { people, trigger, scenarios, format } = await copyBundle(`${name}/`);
    if (format !== manifest.format) throw new Error(`www/bundle/${name}/manifest.json is of another format: make that bundle again.`);
    for (const scenario of scenarios) {
      const names = { name: `${name}-${scenario.name}`, title: `${scenario.title} (${name})` };
      manifest.scenarios.push({ ...scenario, ...names, people, trigger });
    }
  }
  const text = JSON.stringify(manifest);
  return { path: await put(hashedName(MANIFEST, text), text), manifest };
}

const page = await readFile(join(WWW, "index.html"), "utf8");
const references = new Set([...page.matchAll(REFERENCE)].map(([path]) => path));
const MODULES = ["pkg/plain/goodnet_web_bg.wasm", "pkg/relaxed/goodnet_web_bg.wasm", "pkg/files/goodnet_web_files_bg.wasm"];
for (const needed of ["js/main.js", "js/worker.js", ...MODULES, MANIFEST, LICENCES]) {
  if (!references.has(needed)) throw new Error(`www/index.html does not name ${needed}: see the top of scripts/dist.mjs.`);
}

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST);
const { made, sources } = await bundleCode([...references].filter((path) => [".js", ".css"].includes(extname(path))));
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
await put("index.html", page.replace(REFERENCE, (path) => made.get(path) ?? path));
// GitHub Pages would otherwise run the site through Jekyll.
await put(".nojekyll", "");
await writeServiceWorker(DIST, bundle.manifest, bundle.path);
await printSizes(DIST, bundle.manifest, bundle.path);
