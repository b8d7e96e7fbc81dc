// The address says what the page shows: in a new page, back and forth, and when it is nonsense.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { becomes, bundledModel, figures, loaded, PATIENCE, pickGood, repair, rows } from "./support/page.js";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  world = await start();
});
after(() => world?.stop());

/** @param {Page} page */
const hash = (page) => page.evaluate(() => location.hash);

/** What is asked, as the form says it. @param {Page} page */
const asked = (page) =>
  page.evaluate(() =>
    ["scenario", "recipe", "thresholds", "convolution"]
      .map((id) => /** @type {HTMLInputElement} */ (document.getElementById(id)).value)
      .join(" "),
  );

/**
 * @param {Page} page
 * @param {string} wanted
 */
const opens = (page, wanted) => becomes(() => asked(page), wanted, undefined, PATIENCE);

test("a link is written as things are chosen, and opens the same in a new page", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  assert.equal(await hash(page), "", "what nobody has touched has a plain address");
  await page.getByLabel("Recipe", { exact: true }).selectOption("report");
  await becomes(() => hash(page), "#scenario=badnet&recipe=report&layer=conv_3&thresholds=2,4,10,30");
  await page.getByLabel("Thresholds").fill("3; 50");
  await page.getByLabel("The BadNet").selectOption("dormant");
  const link = "#scenario=dormant&recipe=report&layer=conv_3&thresholds=3,50";
  await becomes(() => hash(page), link, undefined, PATIENCE);

  const other = await page.context().newPage();
  await other.goto(`${world.site.url}${link}`);
  await loaded(other);
  assert.equal(await asked(other), "dormant report 3, 50 conv_3");
  await other.getByText(/channels that they leave idle/).waitFor();
  await repair(other);
  assert.equal((await rows(other)).length, 3, "B itself, and two thresholds");
  assertQuiet(opened);
  await opened.close();
});

test("back and forth lead through networks, recipes and layers, not through every letter typed", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  await page.getByLabel("Thresholds").fill("5");
  await page.getByLabel("Recipe", { exact: true }).selectOption("report");
  await becomes(() => hash(page), "#scenario=badnet&recipe=report&layer=conv_3&thresholds=5");
  await page.getByLabel("The BadNet").selectOption("pruning-aware");
  await becomes(
    () => hash(page),
    "#scenario=pruning-aware&recipe=report&layer=conv_3&thresholds=5",
    undefined,
    PATIENCE,
  );
  await page.getByLabel("Layer to prune").selectOption("conv_2");
  await page.getByLabel("Thresholds").fill("5, 6");
  await becomes(() => hash(page), "#scenario=pruning-aware&recipe=report&layer=conv_2&thresholds=5,6");
  await page.goBack();
  await opens(page, "pruning-aware report 5 conv_3");
  await page.goBack();
  await opens(page, "badnet report 5 conv_3");
  await page.goBack();
  await opens(page, "badnet lab 5 conv_3");
  await page.goForward();
  await page.goForward();
  await page.goForward();
  await opens(page, "pruning-aware report 5, 6 conv_2");
  await loaded(page);
  assert.equal(await hash(page), "#scenario=pruning-aware&recipe=report&layer=conv_2&thresholds=5,6");
  assertQuiet(opened);
  await opened.close();
});

test("what makes no sense in a link counts as not said, and a network that is not there is told", async () => {
  const opened = await openPage(world, { hash: "#recipe=<b>&thresholds=x&layer=conv_99&pruned=-3" });
  const { page } = opened;
  await loaded(page);
  assert.equal(await asked(page), "badnet lab 2, 4, 10, 30 conv_3");
  await becomes(() => hash(page), "#scenario=badnet&recipe=lab&layer=conv_3&thresholds=2,4,10,30");
  await page.evaluate(() => void (location.hash = "#scenario=<img src=x>"));
  await page
    .getByRole("alert")
    .filter({ hasText: /^This link asks for a network that is not here \(<img src=x>\); showing .*\.$/ })
    .waitFor({ timeout: PATIENCE });
  await becomes(() => hash(page), "#scenario=badnet&recipe=lab&layer=conv_3&thresholds=2,4,10,30");

  // The same on a first visit: the page is there all the same.
  const other = await page.context().newPage();
  await other.goto(`${world.site.url}#scenario=nope&recipe=report`);
  await loaded(other);
  await other
    .getByRole("alert")
    .filter({ hasText: "This link asks for a network that is not here (nope); showing" })
    .waitFor();
  assert.equal(await asked(other), "badnet report 2, 4, 10, 30 conv_3");
  await other.getByLabel("The BadNet").selectOption("dormant");
  await becomes(() => other.getByText("is not here").count(), 0, "it goes with the next network", PATIENCE);
  assertQuiet(opened);
  await opened.close();
});

test("a link to a pruned model says what is to be done to see it, and leads there", async () => {
  const opened = await openPage(world, { hash: "#scenario=dormant&pruned=9" });
  const { page } = opened;
  await loaded(page);
  const says = page.getByText("This link shows the model with 9 channels pruned: press Repair to get there.");
  await says.waitFor();
  const slider = page.getByRole("slider", { name: "Channels pruned in the model that you look at" });
  assert.equal(await slider.inputValue(), "0", "nothing has started by itself");
  await repair(page);
  await becomes(() => slider.inputValue(), "9");
  await says.waitFor({ state: "hidden" });
  assert.match(await page.locator("#pruned-text").innerText(), /^9 of 60 channels pruned: /);
  await becomes(() => hash(page), "#scenario=dormant&recipe=lab&layer=conv_3&thresholds=2,4,10,30&pruned=9");
  await page.reload();
  await page.getByText(/^This is the result of .*, which this browser has kept\./).waitFor({ timeout: PATIENCE });
  await becomes(() => slider.inputValue(), "9", "where the result was kept, nobody has to repair");
  assertQuiet(opened);
  await opened.close();
});

test("a result is there again after a reload, at once, and its models can still be had", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  await page.getByLabel("Thresholds").fill("4, 30");
  await repair(page);
  const [table, curve] = [await rows(page), await figures(page)];
  // The address says the thresholds a moment after they were typed.
  await becomes(() => hash(page), "#scenario=badnet&recipe=lab&layer=conv_3&thresholds=4,30");
  await page.reload();
  await page.getByText(/^This is the result of .*, which this browser has kept\./).waitFor({ timeout: PATIENCE });
  assert.deepEqual(await rows(page), table);
  assert.deepEqual(await figures(page), curve);
  assert.match(await page.getByRole("status").innerText(), /^The result of an earlier visit is shown\.$/);

  const waiting = page.waitForEvent("download", { timeout: PATIENCE });
  const button = page.getByRole("button", { name: "Download B′, repaired at 4 points" });
  await button.click();
  assert.match((await waiting).suggestedFilename(), /^badnet.*\.onnx$/);
  await becomes(() => page.getByText(/which this browser has kept/).count(), 0);
  assert.ok(await button.evaluate((element) => element === document.activeElement), "the focus stays where it was");
  assert.deepEqual(await figures(page), curve);
  assertQuiet(opened);
  await opened.close();
});

test("nothing found in one's own network is kept", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  const model = await bundledModel(page);
  await pickGood(page, "secret-project.onnx", model);
  await loaded(page);
  await repair(page);
  const kept = await page.evaluate(async () => {
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open("goodnet");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const results = await new Promise((resolve) => {
      const asked = /** @type {IDBDatabase} */ (database).transaction("reports").objectStore("reports").count();
      asked.onsuccess = () => resolve(asked.result);
    });
    return {
      results,
      hash: location.hash,
      stored: localStorage.length + sessionStorage.length,
      cookie: document.cookie,
    };
  });
  assert.deepEqual(kept, { results: 0, hash: "", stored: 0, cookie: "" });
  assertQuiet(opened);
  await opened.close();
});
