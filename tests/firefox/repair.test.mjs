// The page in Firefox: loaded, repaired to the end, a model downloaded, the result there after a reload without a
// network.

import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import puppeteer from "puppeteer-core";
import { serve } from "../../scripts/serve.mjs";

/** Longer than anything here takes, in milliseconds. */
const PATIENCE = 180_000;

test("Firefox repairs the bundle's BadNet", async () => {
  const executablePath = process.env.GOODNET_FIREFOX;
  assert.ok(executablePath, "GOODNET_FIREFOX has to name Firefox's executable; ./build.sh firefox sets it");
  const downloads = await mkdtemp(join(tmpdir(), "goodnet-firefox-"));
  const site = await serve({ base: "/some/sub/path/" });
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    protocolTimeout: PATIENCE,
    extraPrefsFirefox: {
      "browser.download.folderList": 2,
      "browser.download.dir": downloads,
      "browser.download.useDownloadDir": true,
    },
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const complaints = /** @type {string[]} */ ([]);
    page.on("console", (message) => {
      if (["error", "warn"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    /** @param {string} id @param {string} start */
    const says = (id, start) =>
      page.waitForFunction((id, start) => document.getElementById(id)?.textContent?.startsWith(start), {}, id, start);
    const text = (/** @type {string} */ selector) =>
      page.$$eval(selector, (all) => all.map((element) => element.textContent));

    await page.goto(site.url);
    await page.waitForSelector("#faces canvas");
    assert.equal((await text("#faces li")).length, 6);
    await page.click("#repair");
    await says("progress-text", "Done: ");
    const [curve, table] = [await text("#curve-rows tr"), await text("#repaired-rows tr")];
    assert.equal(curve.length, 61);
    assert.equal(table.length, 5);
    console.log((await text("#engine")).join(), table);

    await page.click('[data-file="repaired"][data-threshold="2"]');
    const deadline = Date.now() + PATIENCE;
    while (!(await readdir(downloads)).some((name) => name.endsWith(".onnx")) && Date.now() < deadline)
      await new Promise((resume) => setTimeout(resume, 100));
    assert.equal((await readdir(downloads)).filter((name) => name.endsWith(".onnx")).length, 1);

    await says("offline", "This browser has kept the page");
    await page.goto(`${site.url}#scenario=badnet&recipe=lab&layer=conv_3&thresholds=2,4,10,30`);
    await site.close();
    await page.reload();
    await says("kept", "This is the result of");
    assert.deepEqual(await text("#curve-rows tr"), curve);
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
    await site.close().catch(() => {});
    await rm(downloads, { recursive: true, force: true });
  }
});
