// Serves www/ on this machine: modules and styles are put together anew whenever one changes, and pages that are open follow.
// WebAssembly modules and the bundle are served as they lie there.

import { createHash } from "node:crypto";
import { watch } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { context } from "esbuild";
import sirv from "sirv";
import { mergeBundles } from "../bundles.mjs";
import { notices } from "../notices.mjs";
import { codeOf, LICENCES, MANIFEST, REFERENCE, referencesOf, WWW } from "../page.mjs";

/** @import { OutputFile } from "esbuild" */
/** @import { ServerResponse } from "node:http" */

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
};
/** What is served beside the page, and lies here: by its path there. @type {Record<string, string>} */
const OURS = { "reload.js": "reload.js", "sw.js": "forget.js" };
/** An editor that saves writes more than once. */
const PAUSE_MS = 30;

/** @type {Map<string, OutputFile>} path in www/ -> what it is put together to */
let code = new Map();
/** @type {string[]} */
let sources = [];
/** @type {Set<ServerResponse>} */
const pages = new Set();

const builder = await context({
  ...codeOf(referencesOf(await readFile(join(WWW, "index.html"), "utf8"))),
  outdir: WWW,
  outbase: WWW,
  entryNames: "[dir]/[name]",
  assetNames: "assets/[name]-[hash]",
  sourcemap: "inline",
  write: false,
});

/** Puts modules and styles together. @returns {Promise<"none" | "style" | "page">} what of the page is another than before */
async function rebuild() {
  const before = code;
  const { outputFiles, metafile } = await builder.rebuild();
  code = new Map(outputFiles.map((file) => [relative(WWW, file.path).replaceAll("\\", "/"), file]));
  sources = Object.keys(metafile.inputs);
  const changed = [...code].filter(([path, { hash }]) => before.get(path)?.hash !== hash).map(([path]) => path);
  if (changed.length === 0) return "none";
  return changed.every((path) => extname(path) === ".css") ? "style" : "page";
}

/** Names change with what is in a file, for the page keeps results under the names of what made them. */
async function page() {
  const text = await readFile(join(WWW, "index.html"), "utf8");
  /** @type {Map<string, string>} */
  const versions = new Map();
  for (const path of referencesOf(text)) versions.set(path, await versionOf(path));
  const named = text.replace(REFERENCE, (path) => `${path}?${versions.get(path)}`);
  return named.replace("</head>", `<script src="reload.js"></script>\n  </head>`);
}

/** @param {string} path in www/ */
async function versionOf(path) {
  const built = code.get(path);
  if (built !== undefined) return encodeURIComponent(built.hash);
  if (path === MANIFEST)
    return createHash("sha256")
      .update(await manifest())
      .digest("hex")
      .slice(0, 10);
  const file = await stat(join(WWW, path)).catch(() => undefined);
  return String(file?.mtimeMs ?? 0);
}

/** Of all bundles, whose files are served as they lie there. */
const manifest = async () => JSON.stringify(await mergeBundles(join(WWW, dirname(MANIFEST)), async (file) => file));

/**
 * @param {string} path in www/
 * @returns {Promise<string | Uint8Array | undefined>} undefined: it is a file that is served as it is
 */
async function made(path) {
  if (path === "index.html") return page();
  if (path in OURS) return readFile(fileURLToPath(new URL(OURS[path], import.meta.url)));
  if (path === MANIFEST) return manifest();
  if (path === LICENCES) return notices(sources);
  return code.get(path)?.contents;
}

/** @param {ServerResponse} response */
function keepTelling(response) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" }).write("\n");
  pages.add(response);
  response.once("close", () => pages.delete(response));
}

/** @param {"style" | "page"} what */
function tell(what) {
  console.log(`${new Date().toLocaleTimeString()} ${what === "style" ? "styles changed" : "the page changed"}`);
  for (const response of pages) response.write(`event: change\ndata: ${what}\n\n`);
}

/**
 * Looks again a moment after something changed in a folder.
 *
 * @param {string} folder
 * @param {() => Promise<"none" | "style" | "page">} look
 */
function follow(folder, look) {
  /** @type {NodeJS.Timeout | undefined} */
  let waiting;
  watch(folder, { recursive: true }, () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      try {
        const what = await look();
        if (what !== "none") tell(what);
      } catch (error) {
        // esbuild has printed what is wrong, and the page stays as it was; anything else is said here.
        if (!(error instanceof Error && "errors" in error)) console.error(error);
      }
    }, PAUSE_MS);
  });
}

await rebuild();
let shown = await page();
follow(WWW, async () => {
  const what = await rebuild();
  const before = shown;
  shown = await page();
  if (what === "none") return shown === before ? "none" : "page";
  return what;
});
// www/pkg leads elsewhere.
follow(await realpath(join(WWW, "pkg")), async () => "page");

const files = sirv(WWW, { dev: true, etag: true });
const server = createServer(async (request, response) => {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname).slice(1) || "index.html";
  if (path === "changes") return keepTelling(response);
  try {
    const body = await made(path);
    if (body === undefined) return files(request, response, () => void response.writeHead(404).end("Not found\n"));
    const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(path))] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" }).end(body);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end("See the terminal.\n");
  }
});

/** @param {number} port */
function listen(port) {
  server.listen(port, "localhost", () => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    console.log(
      `goodnet is at http://localhost:${address.port}/ (Ctrl+C stops it); what you change in www/ shows at once`,
    );
  });
}

// Any free port when something else has it.
server.once("error", (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== "EADDRINUSE") throw error;
  listen(0);
});
listen(Number(process.env.PORT ?? 8080));
