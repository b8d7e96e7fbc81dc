// After the first visit no network is needed, and a newer version comes in whole or not at all.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { becomes, figures, kept, loaded, PATIENCE, repair, rows } from "./support/page.js";

/** @import { Page } from "playwright-core" */

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  world = await start();
});
after(() => world?.stop());

/** What is in this site's caches: the cache's name, and paths. @param {Page} page */
const cached = (page) =>
  page.evaluate(async () => {
    const base = new URL(".", location.href).href;
    const names = await caches.keys();
    const held = await Promise.all(
      names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url.slice(base.length))),
    );
    return { names, paths: held.flat() };
  });

/** @param {string[]} paths @param {RegExp} pattern */
const count = (paths, pattern) => paths.filter((path) => pattern.test(path)).length;

test("after a first visit, the page opens and repairs without a network", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  await kept(page);
  const { names, paths } = await cached(page);
  assert.equal(names.length, 1);
  assert.match(
    names[0] ?? "",
    new RegExp(`^goodnet ${world.site.url} \\w{10}$`),
    "other pages of the host are told apart",
  );
  assert.equal(count(paths, /\.wasm$/), 1, "the one build that runs here");
  assert.equal(count(paths, /\.onnx$/), 1, "the one network that a first visit shows");
  assert.equal(count(paths, /^(sw\.js|index\.html)$/), 0);

  await page.context().setOffline(true);
  await page.reload();
  await loaded(page);
  await repair(page);
  assert.equal((await rows(page)).length, 5);
  assert.equal((await figures(page)).length, 61);
  // A network that was not asked for yet needs the network, and the page says so and goes on.
  await page.getByLabel("The BadNet").selectOption("dormant");
  const alert = page.getByRole("alert").filter({ hasText: "goodnet could not load its model." });
  await alert.waitFor({ timeout: PATIENCE });
  assert.match(await alert.innerText(), /could not be fetched.*The page goes on with the bundle’s BadNet\.$/s);
  assert.deepEqual(
    opened.complaints.filter((complaint) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(complaint)),
    [],
  );

  await page.context().setOffline(false);
  await page.getByLabel("The BadNet").selectOption("dormant");
  await page.getByText(/channels that they leave idle/).waitFor({ timeout: PATIENCE });
  await becomes(async () => count((await cached(page)).paths, /dormant.*\.onnx$/), 1, "what was used is kept");
  await page.context().setOffline(true);
  await page.goto(`${world.site.url}?from=a-bookmark#scenario=dormant`);
  await loaded(page);
  await page.getByText(/channels that they leave idle/).waitFor();
  assert.deepEqual(opened.foreign, []);
  await opened.close();
});

test("a newer version is fetched beside the old one, is there at the next load, and nothing of the old one is left", async () => {
  const folder = await mkdtemp(join(tmpdir(), "goodnet-site-"));
  await cp(DIST, folder, { recursive: true });
  const site = await serve({ base: "/fork/", directory: folder });
  try {
    const opened = await openPage({ ...world, site });
    const { page } = opened;
    await loaded(page);
    await kept(page);
    const [old] = (await cached(page)).names;

    // A release that is only half there is not taken: its list names a page that the server does not have yet.
    const list = await readFile(join(folder, "sw.js"), "utf8");
    const html = await readFile(join(folder, "index.html"), "utf8");
    const newer = html.replace("<title>goodnet:", "<title>goodnet, the next:");
    const hash = (/** @type {string} */ text) => createHash("sha256").update(text).digest("hex");
    const version = /version:"(\w{10})"/.exec(list)?.[1] ?? "";
    assert.ok(list.includes(hash(html)), "sw.js knows index.html");
    await writeFile(join(folder, "sw.js"), list.replace(hash(html), hash(newer)).replace(version, "1234567890"));
    const update = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        return registration?.update().then(
          () =>
            new Promise((resolve) => {
              const coming = registration.installing;
              if (coming === null) return resolve(registration.waiting === null ? "nothing" : "installed");
              coming.addEventListener("statechange", () => resolve(coming.state));
            }),
          () => "failed",
        );
      });
    assert.equal(await update(), "redundant");
    await page.reload();
    await loaded(page);
    assert.match(await page.title(), /^goodnet:/);

    await writeFile(join(folder, "index.html"), newer);
    // The reload looked for a newer version, too, and may still be at the half one.
    await becomes(update, "installed");
    assert.match(await page.title(), /^goodnet:/, "what is open goes on as it is");
    assert.equal((await cached(page)).names.length, 2);

    // Another tab is at work with the old version: a reload of this one does not take that away.
    const other = await page.context().newPage();
    await other.goto(site.url);
    await loaded(other);
    assert.match(await other.title(), /^goodnet:/);
    await other.close();

    await page.reload();
    await page.waitForFunction(() => document.title.startsWith("goodnet, the next:"), undefined, { timeout: PATIENCE });
    await loaded(page);
    await becomes(async () => (await cached(page)).names.join(), `${old?.replace(version, "1234567890")}`);
    await page.context().setOffline(true);
    await page.reload();
    await loaded(page);
    assert.match(await page.title(), /^goodnet, the next:/);
    assertQuiet(opened);
    await opened.close();
  } finally {
    await site.close();
    await rm(folder, { recursive: true, force: true });
  }
});
