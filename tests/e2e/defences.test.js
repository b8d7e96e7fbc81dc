// The field that chooses a defence, and a repair with another one than pruning.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, openPage, start } from "./support/browser.js";
import {
  becomes,
  beyondAsr,
  beyondAsrIn,
  download,
  figures,
  loaded,
  PATIENCE,
  repair,
  repairButton,
  rows,
} from "./support/page.js";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  world = await start();
});
after(() => world?.stop());

/** @param {Page} page */
const hash = (page) => page.evaluate(() => location.hash);
/** @param {Page} page */
const field = (page) => page.getByLabel("Defence", { exact: true });

test("CLP is chosen, repairs, and hands out its networks; and pruning does after it", async () => {
  const opened = await openPage(world, { hash: "#scenario=dormant" });
  const { page } = opened;
  await loaded(page);
  assert.equal(await field(page).inputValue(), "pruning");
  const thresholds = page.getByLabel("Thresholds");
  const deviations = page.getByLabel("Deviations u");
  assert.deepEqual([await thresholds.isVisible(), await deviations.isVisible()], [true, false]);
  await field(page).selectOption("Channel Lipschitzness-based pruning");
  await becomes(() => thresholds.isVisible(), false);
  assert.ok(await deviations.isVisible());
  assert.match(await page.locator("#defence-summary").innerText(), /It looks at no image to choose them\.$/);
  await becomes(() => hash(page), "#scenario=dormant&defence=clp&u=1,2,3");

  await repair(page);
  assert.match(await page.locator("#progress-text").innerText(), /^Done: CLP removes this backdoor/);
  const [asItCame, ...found] = await rows(page);
  assert.equal(asItCame?.[0], "B, as it came");
  assert.deepEqual(
    found.map(([head]) => head),
    ["u = 1", "u = 2", "u = 3"],
  );
  const [, off, clean, , asr] = found[1] ?? [];
  assert.equal(off, "10");
  assert.ok(Number(clean) > 90 && Number(asr) < 5, `u = 2 leaves ${clean}% clean accuracy and ${asr}% ASR`);
  assert.equal(await page.getByRole("columnheader", { name: "Channels off" }).count(), 1);
  assert.match(await page.locator("#verdict").innerText(), /^CLP removes this backdoor/);
  const { name, bytes } = await download(page, "Download B′, repaired at u = 2");
  assert.match(name, /^dormant.*repaired-2\.onnx$/);
  assert.ok(bytes.length > 100_000);
  for (const kind of ["Report", "Table", "Shares"]) assert.ok((await download(page, kind)).bytes.length > 60);
  const json = (await download(page, "All figures")).bytes.toString("utf8");
  assert.deepEqual(
    await beyondAsr(page),
    beyondAsrIn(JSON.parse(json), (threshold) => `u = ${threshold}`),
  );
  assert.ok(!(await page.getByRole("button", { name: "Curve", exact: true }).isVisible()), "it draws no curve");

  await field(page).selectOption("Pruning defence");
  await page
    .getByText(/^This is the result of another defence \(Channel Lipschitzness-based pruning\)/)
    .first()
    .waitFor();
  await repair(page);
  assert.deepEqual(
    (await rows(page)).map(([head]) => head),
    ["B, as it came", "2 points", "4 points", "10 points", "30 points"],
  );
  assert.equal((await figures(page)).length, 61);
  assertQuiet(opened);
  await opened.close();
});

test("a link to CLP shows it, back leads to pruning, and what cannot be read is told", async () => {
  const opened = await openPage(world, { hash: "#scenario=dormant&defence=clp&u=1,2" });
  const { page } = opened;
  await loaded(page);
  const deviations = page.getByLabel("Deviations u");
  await becomes(() => field(page).inputValue(), "clp");
  assert.equal(await deviations.inputValue(), "1, 2");
  await deviations.fill("1, x");
  await repairButton(page).click();
  await page.getByRole("alert").filter({ hasText: "“x” is not a number." }).waitFor();
  assert.ok(await deviations.evaluate((element) => element === document.activeElement));
  await deviations.fill("2");
  await becomes(() => page.getByText("“x” is not a number.").count(), 0);
  await field(page).selectOption("pruning");
  await becomes(() => hash(page), "#scenario=dormant&recipe=lab&layer=conv_3&thresholds=2,4,10,30");
  await page.goBack();
  await becomes(() => field(page).inputValue(), "clp", undefined, PATIENCE);
  assert.equal(await deviations.inputValue(), "2");
  assertQuiet(opened);
  await opened.close();
});

test("the last layer is refitted: the backdoor no longer answers; and CLP and pruning repair after it", async () => {
  const opened = await openPage(world, { hash: "#scenario=badnet&defence=refit&r=0.3" });
  const { page } = opened;
  await loaded(page);
  const ridges = page.getByLabel("Ridge r");
  await becomes(() => field(page).inputValue(), "refit");
  assert.equal(await ridges.inputValue(), "0.3");
  assert.match(await page.locator("#defence-summary").innerText(), /Everything before it stays as it is\.$/);
  await ridges.fill("0");
  await repairButton(page).click();
  await page
    .getByRole("alert")
    .filter({ hasText: "A ridge cannot be 0: it must be above 0 and at most 1000." })
    .waitFor();
  assert.ok(await ridges.evaluate((element) => element === document.activeElement));
  await ridges.fill("1, 0.3, 0.1");
  await becomes(() => hash(page), "#scenario=badnet&defence=refit&r=0.1,0.3,1");

  await repair(page);
  assert.match(await page.locator("#progress-text").innerText(), /^Done: the backdoor no longer answers/);
  const [asItCame, ...found] = await rows(page);
  assert.equal(asItCame?.[0], "B, as it came");
  assert.deepEqual(
    found.map(([head]) => head),
    ["r = 0.1", "r = 0.3", "r = 1"],
  );
  for (const [head, off, clean, , asr] of found) {
    assert.equal(off, "0");
    assert.ok(Number(clean) > 90 && Number(asr) < 1, `${head} leaves ${clean}% clean accuracy and ${asr}% ASR`);
  }
  assert.equal(await page.getByRole("columnheader", { name: "Ridge r" }).count(), 1);
  assert.match(await page.locator("#verdict").innerText(), /^The backdoor no longer answers/);
  const { name, bytes } = await download(page, "Download B′, repaired at r = 0.1");
  assert.match(name, /^badnet.*repaired-0\.1\.onnx$/);
  assert.ok(bytes.length > 100_000);
  for (const kind of ["Report", "Table", "Shares"]) assert.ok((await download(page, kind)).bytes.length > 60);
  const json = (await download(page, "All figures")).bytes.toString("utf8");
  assert.deepEqual(
    await beyondAsr(page),
    beyondAsrIn(JSON.parse(json), (threshold) => `r = ${threshold}`),
  );
  assert.ok(!(await page.getByRole("button", { name: "Curve", exact: true }).isVisible()), "it draws no curve");

  await field(page).selectOption("clp");
  await repair(page);
  assert.deepEqual(
    (await rows(page)).map(([head]) => head),
    ["B, as it came", "u = 1", "u = 2", "u = 3"],
  );
  await field(page).selectOption("pruning");
  await repair(page);
  assert.equal((await figures(page)).length, 61);
  assertQuiet(opened);
  await opened.close();
});
