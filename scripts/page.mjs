// What www/ is and how its modules and styles are put together, for whoever visits and while it is worked on.

import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @import { BuildOptions } from "esbuild" */

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const WWW = join(ROOT, "www");
export const MANIFEST = "bundle/manifest.json";
export const LICENCES = "licences.txt";
/** The oldest browsers that the page is compiled for. */
export const BROWSERS = ["chrome111", "firefox114", "safari16.4"];

/**
 * What index.html may ask for: `script-src`s and the like are not paths, so only these attributes are.
 *
 * The contract with the page: `<html data-worker data-wasm data-wasm-relaxed data-wasm-files data-manifest>` and every relative `href` and `src` in
 * www/index.html are paths in www/. The page resolves them against document.baseURI and tells its worker; `file`s in the manifest are
 * relative to the manifest.
 */
export const REFERENCE =
  /(?<=\s(?:href|src|data-worker|data-wasm|data-wasm-relaxed|data-wasm-files|data-manifest)=")([^"#:]+)(?=")/g;

/**
 * @param {string} page index.html
 * @returns {Set<string>} paths in www/
 */
export function referencesOf(page) {
  return new Set([...page.matchAll(REFERENCE)].map(([path]) => path));
}

/**
 * How esbuild puts code together: each module and each style that the page names becomes one file.
 *
 * @param {Iterable<string>} references
 * @returns {BuildOptions & { metafile: true }}
 */
export function codeOf(references) {
  return {
    absWorkingDir: ROOT,
    entryPoints: [...references].filter((path) => /\.(js|css)$/.test(path)).map((path) => join(WWW, path)),
    loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
    bundle: true,
    format: "esm",
    target: BROWSERS,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  };
}
