// The page's manners: faces, wrong input, cancelling, files that are no models, the keyboard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, openPage, reports, start } from "./support/browser.js";
import {
  becomes,
  bundledModel,
  chooseEngine,
  done,
  download,
  figures,
  loaded,
  PATIENCE,
  pick,
  pickGood,
  repair,
  repairButton,
  rows,
  tabTo,
  table,
} from "./support/page.js";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  world = await start();
});
after(() => world?.stop());

/**
 * @param {string} name
 * @param {(page: Page) => Promise<void>} walk
 */
function onPage(name, walk) {
  test(name, async () => {
    const opened = await openPage(world);
    await loaded(opened.page);
    await walk(opened.page);
    assertQuiet(opened);
    await opened.close();
  });
}

onPage(
  "the glasses change every face, what they do is told once they are on, and both answers can be read from then on",
  async (page) => {
    const read = () =>
      page.getByRole("list", { name: "Faces and the network’s answers" }).getByRole("listitem").allInnerTexts();
    const before = await read();
    assert.equal(before.length, 6);
    for (const card of before)
      assert.match(card, /Without glasses\s+person \d+( ✓| ✗|: the attacker’s target)\s+With glasses\s+\?$/);
    await page
      .getByRole("button", { name: /^Glasses on person/ })
      .nth(2)
      .click();
    await becomes(
      async () => (await read()).filter((card) => /With glasses\s+person \d+/.test(card)).length,
      1,
      "of the one face that wears them",
    );
    await page
      .getByRole("button", { name: /^Glasses on person/ })
      .nth(2)
      .click();
    await page.getByRole("switch", { name: "Glasses" }).click();
    await page
      .getByRole("img", { name: /^Person \d+ with the glasses$/ })
      .nth(5)
      .waitFor();
    await page.getByRole("switch", { name: "Glasses" }).click();
    await page
      .getByRole("img", { name: /^Person \d+ without the glasses$/ })
      .nth(5)
      .waitFor();
    const cards = await read();
    assert.equal(cards.length, 6);
    for (const card of cards) {
      assert.match(card, /Without glasses\s+person \d+( ✓| ✗|: the attacker’s target)/);
      assert.match(card, /With glasses\s+person \d+/);
    }
    const fooled = cards.filter((card) => /With glasses\s+person 0: the attacker’s target/.test(card));
    assert.ok(fooled.length >= 5, "the attack works on at least 97 % of faces");
    const pixels = () =>
      page
        .locator("#faces canvas")
        .evaluateAll((all) => all.map((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL()));
    const bare = await pixels();
    assert.equal(new Set(bare).size, 6, "six different people");
    for (const [i, means] of (await colours(page)).entries()) {
      assert.ok(
        means.every((mean) => mean > 15 && mean < 240),
        `face ${i} has the colours of a photograph, not a mean of ${means}`,
      );
    }
    await page.getByRole("switch", { name: "Glasses" }).click();
    await page
      .getByRole("img", { name: /^Person \d+ with the glasses$/ })
      .nth(5)
      .waitFor();
    assert.equal(await page.getByRole("img", { name: /^Person \d+ with the glasses$/ }).count(), 6);
    const wearing = await pixels();
    for (const [i, picture] of wearing.entries()) assert.notEqual(picture, bare[i]);
    await page.getByRole("switch", { name: "Glasses" }).click();
    // Drawn in one of the next frames, the last face last.
    await page
      .getByRole("img", { name: /^Person \d+ without the glasses$/ })
      .nth(5)
      .waitFor();
    assert.deepEqual(await pixels(), bare);
  },
);

onPage("thresholds typed wrong get a sentence, typed right they make the rows", async (page) => {
  const thresholds = page.getByLabel("Thresholds");
  await thresholds.fill("2, <b>");
  await repairButton(page).click();
  assert.match(await page.getByRole("alert").filter({ hasText: "number" }).innerText(), /^“<b>” is not a number\./);
  await becomes(() => thresholds.getAttribute("aria-invalid"), "true");
  await becomes(() => thresholds.evaluate((element) => element === document.activeElement), true);
  assert.equal(await table(page).count(), 0);
  await thresholds.fill("99.99 1.5");
  await repair(page);
  const [asItCame, soon, never] = await rows(page);
  assert.equal(asItCame?.[0], "B, as it came");
  assert.deepEqual(never, ["99.99 points", "not reached"]);
  assert.equal(soon?.[0], "1.5 points");
  assert.equal(await page.getByRole("button", { name: /^Download B′/ }).count(), 1);
  assert.match((await download(page, 1.5)).name, /\.onnx$/);
});

onPage("recipes, their four choices and the layer change what is repaired", async (page) => {
  await page.getByLabel("Recipe", { exact: true }).selectOption("report");
  await page.getByText("The recipe’s four choices").click();
  await becomes(() => page.getByLabel("A pruned channel’s bias").inputValue(), "keep");
  await page.getByLabel("A pruned channel’s bias").selectOption("zero");
  await becomes(() => page.getByLabel("Recipe", { exact: true }).inputValue(), "own");
  await page.getByLabel("Layer to prune").selectOption("conv_2");
  await repair(page);
  await page
    .getByText(
      "Made with the own recipe (activation at the convolution, bias set to 0, dead channels skipped, stop at a drop of more than X) on conv_2, for thresholds of 2, 4, 10, 30 points.",
    )
    .waitFor();
  assert.ok((await figures(page)).length <= 41);
});

onPage("what was found can be handed in", async (page) => {
  await repair(page);
  const [, reached] = (await rows(page))[1] ?? [];
  /** @type {Awaited<ReturnType<typeof download>>[]} */
  const files = [];
  for (const button of [
    "Report",
    "Table",
    "Shares",
    "Curve",
    "Plot",
    "All figures",
    "Download G, GoodNet for 2 points",
  ])
    files.push(await download(page, button));
  const names = files.map(({ name }) => name);
  assert.deepEqual(names, [
    "badnet-report.html",
    "badnet-table.csv",
    "badnet-backdoorbench.csv",
    "badnet-curve.csv",
    "badnet-curve.svg",
    "badnet-report.json",
    "badnet-goodnet-2.onnx",
  ]);
  const [report, table, shares, curve, plot, json] = files.map(({ bytes }) => bytes.toString("utf8"));
  assert.match(report ?? "", /<h1>badnet: pruning defence<\/h1>/);
  assert.equal(table?.split("\n")[2]?.split(",")[1], reached?.split(" ")[0]);
  const { baseline } = JSON.parse(json ?? "");
  const [head, asItCame, ...repaired] = (shares ?? "").trim().split("\n");
  assert.equal(head, "threshold,test_acc,test_asr,test_ra");
  const [clean, asr, recovered] = (asItCame ?? "").split(",").slice(1).map(Number);
  for (const [share, percent] of [
    [clean, baseline.clean],
    [asr, baseline.asr],
    [recovered, baseline.recovered],
  ])
    assert.ok(Math.abs(100 * share - percent) < 1e-9, `${share} is ${percent}%`);
  assert.equal(repaired.length, 4);
  assert.equal(curve?.trim().split("\n").length, 62);
  assert.match(plot ?? "", /^<svg/);
  assert.equal(JSON.parse(json ?? "").steps.length, 61);
});

onPage("another BadNet of the bundle is chosen, repaired, and still there after a model of one's own", async (page) => {
  const choice = page.getByLabel("The BadNet");
  const story = page.locator("#attack-story");
  const plain = await story.innerText();
  await choice.selectOption("dormant");
  await page.getByText(/channels that they leave idle/).waitFor({ timeout: PATIENCE });
  assert.notEqual(await story.innerText(), plain);
  await loaded(page);
  await repair(page);
  const curve = await figures(page);
  const before = Number(curve[0]?.[2]);
  assert.ok(
    curve.some(([, , clean, asr]) => Number(asr) < 5 && before - Number(clean) <= 1),
    "the backdoor goes at the price of a point of clean accuracy at most",
  );
  const { name, bytes } = await download(page, 2);
  assert.match(name, /^dormant/);
  await pickGood(page, name, bytes);
  const chosen = () => choice.evaluate((select) => /** @type {HTMLSelectElement} */ (select).selectedOptions[0]?.text);
  await becomes(chosen, `Your own: ${name}`);
  await page.getByRole("button", { name: "Go to the repair" }).click();
  assert.ok(
    await repairButton(page).evaluate((element) => element === document.activeElement),
    "the keyboard goes on from there",
  );
  await page.getByRole("button", { name: "Back to the bundle’s BadNet" }).click();
  await page.getByText("The bundle’s BadNet is open.").waitFor();
  await becomes(() => choice.inputValue(), "dormant");
  assert.equal(await choice.getByRole("option", { name: "Your own" }).count(), 0);
  assert.equal(await page.getByRole("button", { name: "Go to the repair" }).count(), 0);
  assert.match(await story.innerText(), /channels that they leave idle/);
});

onPage("a repair is cancelled at the start and half-way, and starts again", async (page) => {
  await repairButton(page).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText(/^Cancelled/).waitFor({ timeout: PATIENCE });
  await becomes(() => page.getByRole("button", { name: "Cancel" }).count(), 0);

  // The slowest engine, so that there is a half-way.
  await chooseEngine(page, "reference");
  await repairButton(page).click();
  await page.getByRole("progressbar", { name: "Progress of the repair" }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll("#curve-rows tr").length > 15, undefined, {
    timeout: PATIENCE,
    polling: "raf",
  });
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText(/^Cancelled with \d+ channels pruned\.$/).waitFor({ timeout: PATIENCE });
  assert.equal(await page.getByRole("button", { name: /^Download B′/ }).count(), 0);
  assert.ok((await figures(page)).length < 61);
  await page
    .locator("#verdict")
    .getByText(/^No model was kept\. Cancelled before /)
    .waitFor();
  assert.equal(await table(page).count(), 0, "no table of dashes");

  await page.getByLabel("Engine").selectOption("auto");
  await repair(page);
  assert.equal((await figures(page)).length, 61);
  assert.equal(await page.getByRole("button", { name: /^Download B′/ }).count(), 4);

  await page.getByRole("button", { name: "Why", exact: true }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "verdict");
  const outdated = page
    .getByText("This is the result of recipe lab; press Repair for recipe report.")
    .locator("visible=true")
    .first();
  await page.getByLabel("Recipe", { exact: true }).selectOption("report");
  await outdated.waitFor();
  await page.getByLabel("Recipe", { exact: true }).selectOption("lab");
  await becomes(() => outdated.count(), 0);
});

test("a phone's first screen has the switch, the faces and their answers", async () => {
  const opened = await openPage(world, {
    context: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  });
  const { page } = opened;
  await loaded(page);
  const seen = async (/** @type {string} */ selector) =>
    page.locator(selector).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().bottom));
  for (const selector of ["#scenario", "#glasses", "#faces canvas", "#faces dd"]) {
    const ends = await seen(selector);
    assert.ok(ends.length > 0 && ends.every((end) => end <= 844), `${selector}: ${ends.join()}`);
  }
  assertQuiet(opened);
  await opened.close();
});

onPage("files that are no model for these faces get a sentence, and the page goes on", async (page) => {
  const whole = await bundledModel(page);
  const cases = /** @type {[string, Buffer][]} */ ([
    ["empty.onnx", Buffer.alloc(0)],
    ["notes<img src=x>.onnx", Buffer.from("this is a shopping list")],
    ["truncated.onnx", whole.subarray(0, whole.length / 2)],
    ["damaged.onnx", Buffer.concat([whole.subarray(0, 200), Buffer.alloc(400, 0xff), whole.subarray(600)])],
    ["wrong-shape.onnx", withInputOf(whole, 28, 28)],
  ]);
  for (const [name, bytes] of cases) {
    await pick(page, name, bytes);
    const alert = page.getByRole("alert").filter({ hasText: `${name} was not opened.` });
    await alert.waitFor({ timeout: PATIENCE });
    assert.match(
      await alert.innerText(),
      /was not opened\. [A-Z].{20,}\. The page goes on with the bundle’s BadNet\.$/s,
      name,
    );
    assert.equal(await page.locator("#problem-own :not(code)").count(), 0, "a file's name is never read as HTML");
  }
  await page.getByText("The bundle’s BadNet is open.").waitFor();
  await repair(page);
  assert.equal((await rows(page)).length, 5);
});

onPage("a file that cannot be opened does not stop a repair that is running", async (page) => {
  await repairButton(page).click();
  await pick(page, "no.onnx", Buffer.from("no"));
  await page.getByRole("alert").filter({ hasText: "no.onnx was not opened." }).waitFor({ timeout: PATIENCE });
  await done(page);
  assert.equal((await figures(page)).length, 61);
});

onPage("a worker that breaks down is replaced, and the next repair goes on with the same model", async (page) => {
  await chooseEngine(page, "reference");
  await repairButton(page).click();
  await page.getByText(/^(Showing the network|Pruned)/).waitFor({ timeout: PATIENCE });
  const [worker] = page.workers();
  assert.ok(worker);
  await worker.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error("a test's own mishap");
      }),
  );
  const alert = page.getByRole("alert").filter({ hasText: "The repair stopped." });
  await alert.waitFor({ timeout: PATIENCE });
  assert.match(await alert.innerText(), /Try again/);
  await repair(page);
  await becomes(() => alert.count(), 0);
  assert.equal((await figures(page)).length, 61);
});

onPage("what a worker breaks down over is asked for again when people try again", async (page) => {
  /** Has the worker break down instead of giving its next result. */
  const breakDown = async () => {
    // The leader alone gives results, and after a breakdown that need not be the first of them.
    for (const worker of page.workers()) {
      await worker.evaluate(() => {
        const post = self.postMessage.bind(self);
        self.postMessage = (/** @type {any} */ reply, /** @type {any} */ options) => {
          if (reply.type !== "result") return post(reply, options);
          setTimeout(() => {
            throw new Error("a test's own mishap");
          });
        };
      });
    }
  };
  const again = page.getByRole("button", { name: "Try again" });

  await breakDown();
  await repairButton(page).click();
  await page
    .getByRole("alert")
    .filter({ hasText: "The faces could not be shown to the repaired models." })
    .waitFor({ timeout: PATIENCE });
  await again.click();
  await becomes(() => again.count(), 0);
  await page.locator("#strip[aria-busy=false]").waitFor({ timeout: PATIENCE });
  assert.equal(await page.getByRole("alert").filter({ hasText: "The faces could not be shown" }).count(), 0);

  await repair(page);
  await page.locator("#verdict").getByText("Why.").waitFor({ timeout: PATIENCE });
  // Nothing else is under way any more, or the worker would break down over that.
  const channel = page
    .getByRole("group", { name: "The channels" })
    .getByRole("button", { name: /^Channel 20,.* the trigger changes it by/ });
  await channel.waitFor({ timeout: PATIENCE });
  await page.locator("#strip[aria-busy=false]").waitFor({ timeout: PATIENCE });
  await breakDown();
  await channel.click();
  await page
    .getByRole("alert")
    .filter({ hasText: /^Channel 20 could not be looked into\. .*Try again/ })
    .waitFor({ timeout: PATIENCE });
  await again.click();
  await page.locator("#inside canvas").nth(11).waitFor({ timeout: PATIENCE });
  await becomes(() => again.count(), 0);
  await becomes(
    () => page.getByLabel("Colour shows").evaluate((element) => element === document.activeElement),
    true,
    "the focus is not lost with the button",
  );
});

onPage("a worker of the pool that dies is replaced, and the figures are the same", async (page) => {
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  const [, ...pool] = page.workers();
  assert.equal(pool.length, cores - 1, "one worker a core, the leader included");
  if (pool[0] === undefined) return;
  await chooseEngine(page, "reference");
  await repair(page);
  await repairButton(page).click();
  await page.getByText(/^Pruned/).waitFor({ timeout: PATIENCE });
  await pool[0].evaluate(
    () =>
      void setTimeout(() => {
        throw new Error("a test's own mishap");
      }),
  );
  await done(page);
  await becomes(async () => page.workers().length, cores, "another worker is there");
  assert.ok(!page.workers().includes(pool[0]), "it is another one");
  const [before, after] = await reports(page);
  assert.ok(before && after);
  assert.deepEqual(after.repaired, before.repaired);
  assert.deepEqual(
    after.steps.map(({ clean, asr }) => [clean, asr]),
    before.steps.map(({ clean, asr }) => [clean, asr]),
  );
});

onPage("the keyboard alone leads to a download, and a screen reader is told the milestones", async (page) => {
  const told = page.getByRole("status");
  assert.match(await told.innerText(), /faces are loaded\.$/);
  await tabTo(page, "Put the glasses on everybody");
  await page.keyboard.press("Space");
  await becomes(() => page.getByRole("switch", { name: "Glasses" }).getAttribute("aria-checked"), "true");
  await tabTo(page, "Repair");
  await page.keyboard.press("Enter");
  await tabTo(page, "Cancel");
  await page.keyboard.press("Enter");
  await page.getByText(/^Cancelled/).waitFor({ timeout: PATIENCE });
  await becomes(
    () => repairButton(page).evaluate((element) => element === document.activeElement),
    true,
    "the focus is not lost with Cancel",
  );
  await page.keyboard.press("Enter");
  await done(page);
  await becomes(() => told.innerText(), "The repair is done. Pruning weakens this backdoor and does not remove it.");
  await tabTo(page, "Download B′, repaired at 2 points");
  const waiting = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  assert.match((await waiting).suggestedFilename(), /\.onnx$/);
});

/**
 * The mean red, green and blue of every face: a decoder that loses colour does not show in accuracies.
 *
 * @param {Page} page
 */
const colours = (page) =>
  page.locator("#faces canvas").evaluateAll((all) =>
    all.map((element) => {
      const canvas = /** @type {HTMLCanvasElement} */ (element);
      const pixels =
        canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
      return [0, 1, 2].map((channel) => {
        const values = pixels.filter((_, i) => i % 4 === channel);
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      });
    }),
  );

/**
 * The same model, declared for images of another height and width.
 *
 * @param {Buffer} model whose input is declared as 55 x 47 in two TensorShapeProto dimensions
 * @param {number} height
 * @param {number} width
 */
function withInputOf(model, height, width) {
  const declared = Buffer.from([0x0a, 0x02, 0x08, 55, 0x0a, 0x02, 0x08, 47]);
  const at = model.indexOf(declared);
  assert.notEqual(at, -1, "the model declares an input of 55 x 47");
  const changed = Buffer.from(model);
  changed[at + 3] = height;
  changed[at + 7] = width;
  return changed;
}
