// A repair from the first click to the last byte, on both engines.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { assertQuiet, openPage, reports, start } from "./support/browser.js";
import {
  beyondAsr,
  beyondAsrIn,
  chooseEngine,
  download,
  figures,
  loaded,
  pickGood,
  points,
  repair,
  rows,
  table,
} from "./support/page.js";

/** @import { PruningOutcome } from "../../crate/web/src/types.js" */

const THRESHOLDS = [2, 4, 10, 30];
/** What other tests read: each engine's report, and the repaired models. */
const KEPT = new URL("../../target/e2e/", import.meta.url);

/** @type {Record<string, PruningOutcome>} */
const kept = {};

for (const engine of /** @type {const} */ (["simd", "webgpu"])) {
  describe(`with ${engine}`, () => {
    /** @type {Awaited<ReturnType<typeof start>>} */
    let world;
    before(async () => {
      await mkdir(KEPT, { recursive: true });
      world = await start({ gpu: engine === "webgpu" });
    });
    after(() => world?.stop());

    test("the model is repaired, the curve drawn, the table filled", async () => {
      const opened = await openPage(world);
      const { page } = opened;
      await loaded(page);
      const corner = page.locator("#engine");
      // Without an adapter there is nothing to try; one that is software loses the trial.
      assert.match(
        await corner.innerText(),
        /^Engine: WebAssembly SIMD on (one core|\d+ cores)\. WebGPU is not used: .*\.$/,
      );
      await chooseEngine(page, engine);

      // Any pause of the page's own thread shows as a gap between two ticks.
      await page.evaluate(() => {
        const ticks = /** @type {any} */ (globalThis);
        let last = performance.now();
        ticks.longestGap = 0;
        setInterval(() => {
          const now = performance.now();
          ticks.longestGap = Math.max(ticks.longestGap, now - last);
          last = now;
        }, 20);
      });
      await repair(page);
      const gap = await page.evaluate(() => /** @type {any} */ (globalThis).longestGap);
      assert.ok(gap < 1000, `the page stood still for ${gap} ms`);

      const [report] = await reports(page);
      assert.ok(report);
      kept[engine] = report;
      await writeFile(new URL(`report-${engine}.json`, KEPT), JSON.stringify(report, null, 1));
      assert.equal(report.steps.length, 61);
      for (const line of /** @type {const} */ (["clean", "asr"])) assert.equal((await points(page, line)).length, 61);
      assert.deepEqual(
        await figures(page),
        report.steps.map(({ pruned, channel, clean, asr }) => [
          String(pruned),
          channel === null ? "–" : String(channel),
          clean.toFixed(2),
          asr?.toFixed(2),
        ]),
      );
      assert.deepEqual(await rows(page), [
        [
          "B, as it came",
          "0 of 60",
          report.baseline.clean.toFixed(2),
          "–",
          report.baseline.asr?.toFixed(2),
          "–",
          "–",
          "",
        ],
        ...report.repaired.map(({ threshold, pruned, clean, asr, goodnet }) => [
          `${threshold} points`,
          `${pruned} of 60`,
          ...[clean, report.baseline.clean - (clean ?? 0), asr, goodnet?.clean, goodnet?.asr].map((value) =>
            value?.toFixed(2),
          ),
          "↓ B′↓ G",
        ]),
      ]);
      assert.deepEqual(
        report.repaired.map(({ threshold }) => threshold),
        THRESHOLDS,
      );
      const beyond = page.getByRole("region", { name: "What ASR does not tell" });
      assert.ok(!(await beyond.isVisible()), "it is a click away");
      const { bytes } = await download(page, "All figures");
      const inFile = beyondAsrIn(JSON.parse(bytes.toString("utf8")), (threshold) => `${threshold} points`);
      assert.deepEqual(await beyondAsr(page), inFile);
      assert.ok(await beyond.isVisible());
      assert.equal(inFile.length, 1 + THRESHOLDS.length);
      assert.ok(
        inFile
          .flatMap(([, ...figures], at) => (at === 0 ? figures.slice(0, 3) : figures))
          .every((text) => text !== "–"),
        "of the bundle's images all of it is known",
      );
      assert.equal(
        await page.locator(".met line").count(),
        new Set(report.repaired.map(({ threshold }) => threshold)).size,
      );
      if (engine === "webgpu")
        assert.match(await corner.innerText(), /^Engine: WebGPU on \S.*\. *$/, "the work stayed on the GPU");
      assertQuiet(opened);
      await opened.close();
    });
  });
}

test("both engines decide alike, but for the ties they name", () => {
  const [simd, webgpu] = [kept.simd, kept.webgpu];
  assert.ok(simd && webgpu, "both repairs have to have ended");
  const images = 1283;
  for (const [i, step] of simd.steps.entries()) {
    const other = webgpu.steps[i];
    assert.ok(other);
    assert.equal(other.channel, step.channel, `the channel pruned in step ${i}`);
    for (const figure of /** @type {const} */ (["clean", "asr"])) {
      const apart = Math.round((Math.abs((step[figure] ?? Number.NaN) - (other[figure] ?? Number.NaN)) * images) / 100);
      assert.ok(
        apart <= step.ties + other.ties,
        `step ${i}: ${figure} is ${step[figure]} and ${other[figure]}, with ${step.ties} and ${other.ties} ties`,
      );
    }
  }
});

describe("what was downloaded", () => {
  /** @type {Awaited<ReturnType<typeof start>>} */
  let world;
  before(async () => {
    world = await start();
  });
  after(() => world?.stop());

  test("is the model that the row describes: opened again, it scores the row's figures as it is", async () => {
    const opened = await openPage(world);
    const { page } = opened;
    await loaded(page);
    const untouched = await page.locator("#faces").innerText();
    await repair(page);
    const models = [];
    for (const threshold of THRESHOLDS) {
      const model = await download(page, threshold);
      await writeFile(new URL(`repaired-${threshold}.onnx`, KEPT), model.bytes);
      models.push(model);
    }
    assert.equal(new Set(models.map(({ name }) => name)).size, THRESHOLDS.length, "every file has its own name");
    const [, ...described] = await rows(page);

    for (const [i, { name, bytes }] of models.entries()) {
      const [threshold, , clean, , asr] = described[i] ?? [];
      await pickGood(page, name, bytes);
      await loaded(page);
      await page.getByLabel("Thresholds").fill("50");
      await repair(page);
      const baseline = page.getByText(/^Before the repair, B itself has/);
      assert.equal(
        await baseline.innerText(),
        `Before the repair, B itself has ${clean}% clean accuracy and ${asr}% ASR on the same images.`,
        threshold,
      );
    }
    await page.getByRole("button", { name: "Back to the bundle’s BadNet" }).click();
    await page.getByText("The bundle’s BadNet is open.").waitFor();
    await loaded(page);
    assert.equal(await page.locator("#faces").innerText(), untouched);
    assert.equal(await table(page).count(), 0, "another model's table is gone");
    assertQuiet(opened);
    await opened.close();
  });
});
