// Chromium on the built page, and everything that must not happen there.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { serve } from "../../../scripts/serve.mjs";

/** @import { Browser, BrowserContextOptions, Page } from "playwright-core" */

const QUIET = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];
const SOFTWARE_GPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];
/** What Chromium itself says about a machine with no graphics adapter; the page says so too, in its own words. */
const NO_ADAPTER = /^(No available adapters\.|Failed to create WebGPU Context Provider)$/;
/** A sub-path, as on GitHub Pages. */
const BASE = "/some/sub/path/";

/**
 * Serves dist/ and starts Chromium.
 *
 * @param {{ gpu?: boolean }} [options] `gpu`: with SwiftShader's WebGPU adapter; without it there is none
 */
export async function start({ gpu = false } = {}) {
  const executablePath = process.env.GOODNET_CHROMIUM;
  assert.ok(executablePath, "GOODNET_CHROMIUM has to name Chromium's executable; ./build.sh test sets it");
  const site = await serve({ base: BASE });
  const browser = await chromium.launch({ executablePath, args: gpu ? [...QUIET, ...SOFTWARE_GPU] : QUIET });
  return {
    site,
    browser,
    stop: async () => {
      await browser.close();
      await site.close();
    },
  };
}

/**
 * A page whose every complaint and every request is written down.
 *
 * @param {{ site: { url: string }, browser: Browser }} world
 * @param {{ context?: BrowserContextOptions, before?: () => void, hash?: string, url?: string }} [options] `before`
 *   runs in the page before its own scripts; `hash` is what a link says; `url` is of another page that has this one in
 *   a frame
 */
export async function openPage(
  { site, browser },
  { context: contextOptions = {}, before, hash = "", url = `${site.url}${hash}` } = {},
) {
  // A test that failed may have left a page at work.
  for (const left of browser.contexts()) await left.close();
  const context = await browser.newContext(contextOptions);
  // Playwright's own 30 s are short on a busy machine with two cores.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const complaints = /** @type {string[]} */ ([]);
  const foreign = /** @type {string[]} */ ([]);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !NO_ADAPTER.test(message.text()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`not caught: ${error.message}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "blob:" && !request.url().startsWith(site.url)) foreign.push(request.url());
  });
  if (before !== undefined) await page.addInitScript(before);
  await page.addInitScript(recordWorker);
  await page.goto(url);
  return { page, complaints, foreign, close: () => context.close() };
}

/** Runs in the page: keeps the reports that repairs end with, whose figures the page shows rounded. */
function recordWorker() {
  if (typeof Worker !== "function") return;
  /** @type {any} */ (globalThis).reports = [];
  globalThis.Worker = class extends Worker {
    /** @param {ConstructorParameters<typeof Worker>} args */
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        if (data.type === "result" && "baseline" in (data.value ?? {}))
          /** @type {any} */ (globalThis).reports.push(data.value);
      });
    }
  };
}

/**
 * The reports of every repair on this page so far.
 *
 * @param {Page} page
 * @returns {Promise<import("../../../crate/web/src/types.js").PruningOutcome[]>}
 */
export const reports = (page) => page.evaluate(() => /** @type {any} */ (globalThis).reports);

/**
 * Fails on anything said on the console, thrown and not caught, or asked of another site.
 *
 * @param {{ complaints: string[], foreign: string[] }} opened
 */
export function assertQuiet({ complaints, foreign }) {
  assert.deepEqual(complaints, []);
  assert.deepEqual(foreign, []);
}
