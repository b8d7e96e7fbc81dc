// How much memory a tab takes for a repair at the course's full size: 11,547 clean and as many poisoned validation images.
//
//   ./build.sh dist
//   GOODNET_CHROMIUM=/usr/bin/chromium node tests/bench/memory.mjs [IMAGES]
//
// Linux only: the peak is what /proc says of the tab's process.

import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../../scripts/serve.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const images = Number(process.argv[2] ?? 11_547);
const site = join(ROOT, "target/bench/memory");

// The built page, with more images under the same manifest's name.
rmSync(site, { recursive: true, force: true });
cpSync(join(ROOT, "dist"), site, { recursive: true });
execFileSync("python3", [join(ROOT, "tests/bench/native/resize.py"), join(ROOT, "www/bundle"), String(images), join(site, "bundle")]);
const named = /data-manifest="([^"]+)"/.exec(readFileSync(join(site, "index.html"), "utf8"))?.[1];
if (named === undefined) throw new Error("dist/index.html names no manifest: run ./build.sh dist");
writeFileSync(join(site, named), readFileSync(join(site, "bundle/manifest.json")));

const server = await serve({ directory: site });
const browser = await chromium.launch({ executablePath: process.env.GOODNET_CHROMIUM, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.locator("#repair:not([aria-disabled=true])").waitFor({ timeout: 300_000 });
  const began = Date.now();
  await page.getByRole("button", { name: "Repair", exact: true }).click();
  await page.getByText(/^Done: /).waitFor({ timeout: 1_800_000 });
  const seconds = (Date.now() - began) / 1000;
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  const peaks = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => {
    const status = readFileSync(`/proc/${id}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1e6;
  });
  console.log(`${images} + ${images} validation images: the repair took ${seconds.toFixed(0)} s, the tab's process ${Math.max(...peaks).toFixed(2)} GB at its peak.`);
} finally {
  await browser.close();
  await server.close();
}
