// The one Chromium in which everything is measured, and the pages in it.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { serveFolders } from "./server.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGES = /** @type {const} */ (["goodnet", "ort", "tfjs"]);
// A real GPU may need to be asked for; a software adapter that this brings is found out and not measured.
const FLAGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  "--enable-unsafe-webgpu",
];

/** @param {string} folder where the pages go */
async function buildPages(folder) {
  await build({
    entryPoints: PAGES.map((name) => fileURLToPath(new URL(`page/${name}.js`, import.meta.url))),
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });
  const page = (/** @type {string} */ name) =>
    `<!doctype html><link rel="icon" href="data:," /><script type="module" src="${name}.js"></script>\n`;
  await mkdir(folder, { recursive: true });
  await Promise.all(PAGES.map((name) => writeFile(join(folder, `${name}.html`), page(name))));
}

/**
 * @param {string} work the bench's folder, whose `data` holds the cases
 * @param {string[]} [flags] more of Chromium's
 */
export async function startBrowser(work, flags = []) {
  const executablePath = process.env.GOODNET_CHROMIUM;
  if (!executablePath)
    throw new Error("GOODNET_CHROMIUM has to name Chromium's executable: run the bench with ./build.sh bench");
  const site = join(work, "site");
  await buildPages(site);
  const folders = {
    site,
    data: join(work, "data"),
    dist: join(ROOT, "dist"),
    // The modules with the names of their functions, as they were before they were made small.
    named: join(ROOT, ".tools/pkg/raw"),
    ort: join(ROOT, "tests/bench/node_modules/onnxruntime-web/dist"),
    tfjs: join(ROOT, "tests/bench/node_modules/@tensorflow/tfjs-backend-wasm/wasm-out"),
  };
  const plain = await serveFolders(folders, { isolated: false });
  const isolated = await serveFolders(folders, { isolated: true });
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
  return {
    version: browser.version(),
    /** The built page's address. */
    dist: `${plain.url}dist/`,
    browser,

    /**
     * A page of the bench, with `globalThis.bench` in it. When it cannot start, or asks another site for anything, that
     * is thrown.
     *
     * @param {typeof PAGES[number]} name
     * @param {{ isolated?: boolean }} [options] `isolated`: with the headers that threads need
     */
    async open(name, { isolated: withThreads = false } = {}) {
      const { url } = withThreads ? isolated : plain;
      const page = await (await browser.newContext()).newPage();
      page.setDefaultTimeout(0);
      const broken = /** @type {string[]} */ ([]);
      page.on("pageerror", (error) => broken.push(error.message));
      page.on("request", (request) => {
        if (!request.url().startsWith(url) && !request.url().startsWith("blob:"))
          broken.push(`${request.url()} was asked for`);
      });
      await page.goto(`${url}site/${name}.html`);
      while (!(await page.evaluate(() => "bench" in globalThis))) {
        if (broken.length > 0) throw new Error(`the page ${name} did not start: ${broken.join("; ")}`);
        await page.waitForTimeout(50);
      }
      return page;
    },

    async stop() {
      await browser.close();
      await Promise.all([plain.close(), isolated.close()]);
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startBrowser>>} Browser */
