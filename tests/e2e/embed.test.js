// The page inside a course's page: smaller, and it leaves nothing behind.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { becomes, PATIENCE } from "./support/page.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  world = await start();
});
after(() => world?.stop());

test("in a frame of another origin, a repair runs to a download, and the way to the whole page says the same", async () => {
  const course = createServer((_request, response) => {
    const frame = `<iframe title="goodnet" src="${world.site.url}?embed=1#scenario=dormant" width="720" height="900"></iframe>`;
    response
      .writeHead(200, { "content-type": "text/html; charset=utf-8" })
      .end(`<!doctype html><title>A course</title><h1>Week 3</h1>${frame}`);
  });
  await new Promise((resolve) => course.listen(0, "localhost", () => resolve(undefined)));
  const address = course.address();
  assert.ok(address !== null && typeof address === "object");
  const url = `http://localhost:${address.port}/`;
  try {
    const opened = await openPage(world, { url });
    const { page } = opened;
    const frame = page.frameLocator("iframe");
    await frame
      .getByRole("img", { name: /^Person \d+ without the glasses$/ })
      .first()
      .waitFor({ timeout: PATIENCE });
    assert.equal(await frame.getByRole("heading", { name: "Your own BadNet" }).count(), 0);
    assert.equal(await frame.locator(".lede").isVisible(), false);
    await frame.getByRole("button", { name: "Repair", exact: true }).click();
    await frame.getByText(/^Done: /).waitFor({ timeout: PATIENCE });
    const waiting = page.waitForEvent("download", { timeout: PATIENCE });
    await frame.getByRole("button", { name: "Download B′, repaired at 2 points" }).click();
    assert.match((await waiting).suggestedFilename(), /^dormant/);

    await frame.getByLabel("Recipe", { exact: true }).selectOption("report");
    const link = frame.getByRole("link", { name: "Open the whole page" });
    await becomes(
      () => link.evaluate((element) => /** @type {HTMLAnchorElement} */ (element).href),
      `${world.site.url}#scenario=dormant&recipe=report&layer=conv_3&thresholds=2,4,10,30`,
    );
    assert.equal(await page.evaluate(() => history.length), 2, "the way back is the course's own");
    const inside = page.frames()[1];
    const left = await inside?.evaluate(async () => [
      await indexedDB.databases(),
      await caches.keys(),
      await navigator.serviceWorker.getRegistrations(),
    ]);
    assert.deepEqual(left, [[], [], []]);
    opened.foreign.splice(0, opened.foreign.length, ...opened.foreign.filter((asked) => !asked.startsWith(url)));
    assertQuiet(opened);
    await opened.close();
  } finally {
    course.close();
  }
});
