// How much memory a repair takes at the course's full size: 11,547 clean and as many poisoned validation images.
//
//   ./build.sh dist
//   GOODNET_CHROMIUM=/usr/bin/chromium node tests/bench/memory.mjs [--own | --read] [IMAGES]
//
// The bundle's images are repeated. With --own they lie in four HDF5 files as f64, 3 GB together, which the page is
// given and the command line too (compiled before: cargo build --release -p goodnet --bins --examples). With --read the
// page opens one of them, of 716 MB, and 200 of its images in another tab: what is between both peaks is what the
// file's size costs. Linux only: peaks are what /proc says of a process.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { serve } from "../../scripts/serve.mjs";

/** @import { Page } from "playwright-core" */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUILT = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "release");
const MODEL = join(ROOT, "www/bundle/badnet/badnet.onnx");
const HOUR = 3_600_000;
const { values, positionals } = parseArgs({
  options: { own: { type: "boolean" }, read: { type: "boolean" } },
  allowPositionals: true,
});
const images = Number(positionals[0] ?? 11_547);
const site = join(ROOT, "target/bench/memory");

rmSync(site, { recursive: true, force: true });
cpSync(join(ROOT, "dist"), site, { recursive: true });
if (values.read) await compareReading();
else await repairAtFullSize();

async function repairAtFullSize() {
  const files = values.own ? makeFiles(images) : [];
  if (values.own) commandLine(files);
  else enlargeBundle();
  await withPage(async (page) => {
    if (values.own) await openOwn(page, files);
    const seconds = await timed(async () => {
      await page.getByRole("button", { name: "Repair", exact: true }).click();
      await page.getByText(/^Done: /).waitFor({ timeout: HOUR });
    });
    console.log(
      `${images} + ${images} validation images: the repair took ${seconds} s, the tab's process ${await peak(page)} GB at its peak.`,
    );
  });
}

async function compareReading() {
  for (const count of [200, images]) {
    const [valid] = makeFiles(count);
    if (valid !== undefined) await withPage((page) => openOwn(page, [valid]));
  }
}

/** @param {(page: Page) => Promise<void>} work in a browser of its own, so that its peak is its own */
async function withPage(work) {
  const server = await serve({ directory: site });
  const browser = await chromium.launch({ executablePath: process.env.GOODNET_CHROMIUM, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.locator("#repair:not([aria-disabled=true])").waitFor({ timeout: HOUR });
    await work(page);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** The built page, with more images under the same manifest's name. */
function enlargeBundle() {
  execFileSync("python3", [
    join(ROOT, "tests/bench/native/resize.py"),
    join(ROOT, "www/bundle"),
    String(images),
    join(site, "bundle"),
  ]);
  const named = /data-manifest="([^"]+)"/.exec(readFileSync(join(site, "index.html"), "utf8"))?.[1];
  if (named === undefined) throw new Error("dist/index.html names no manifest: run ./build.sh dist");
  writeFileSync(join(site, named), readFileSync(join(site, "bundle/manifest.json")));
}

/** @param {number} count of validation images */
function makeFiles(count) {
  const folder = join(ROOT, "target/bench/full-lab");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync(join(BUILT, "examples/parity"), [join(ROOT, "www/bundle"), "badnet", MODEL, folder]);
  execFileSync(join(ROOT, ".tools/venv/bin/python"), [
    join(ROOT, "tests/bench/native/full_lab.py"),
    folder,
    folder,
    String(count),
  ]);
  return ["valid.h5", "bd_valid.h5", "test.h5", "bd_test.h5"].map((name) => join(folder, name));
}

/** @param {string[]} files */
function commandLine(files) {
  const roles = ["--clean-valid", "--poisoned-valid", "--clean-test", "--poisoned-test"];
  const sets = roles.flatMap((role, index) => [role, files[index] ?? ""]);
  const measure =
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=sys.stderr); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
  const began = Date.now();
  const kilobytes = execFileSync(
    "python3",
    ["-c", measure, join(BUILT, "goodnet"), "prune", "--model", MODEL, ...sets],
    { encoding: "utf8" },
  );
  console.log(
    `On the command line: ${((Date.now() - began) / 1000).toFixed(0)} s with reading, ${(Number(kilobytes) / 1e6).toFixed(2)} GB at its peak.`,
  );
}

/**
 * @param {Page} page
 * @param {string[]} files
 */
async function openOwn(page, files) {
  const before = await peak(page);
  const seconds = await timed(async () => {
    await page.getByLabel(/Choose files/).setInputFiles([MODEL, ...files]);
    await page.getByRole("button", { name: "Open these files" }).click();
    await page.getByText("badnet.onnx is open.").waitFor({ timeout: HOUR });
  });
  console.log(
    `Reading the files took ${seconds} s; the tab's process had ${before} GB at its peak before, and ${await peak(page)} GB after.`,
  );
}

/** @param {() => Promise<void>} work @returns {Promise<string>} seconds */
async function timed(work) {
  const began = Date.now();
  await work();
  return ((Date.now() - began) / 1000).toFixed(0);
}

/**
 * The largest tab's peak so far, in GB.
 *
 * @param {Page} page
 */
async function peak(page) {
  const cdp = await page.context().browser()?.newBrowserCDPSession();
  if (cdp === undefined) throw new Error("the page has no browser");
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  const peaks = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => {
      const status = readFileSync(`/proc/${id}/status`, "utf8");
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1e6;
    });
  return Math.max(...peaks).toFixed(2);
}
