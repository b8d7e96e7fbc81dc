// Pictures of one's own: dropped or picked, they are answered as on the command line, and the plot is the same picture
// there.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { download, drawn, loaded, PATIENCE, repair } from "./support/page.js";

/** @import { Page } from "playwright-core" */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BUILT = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "release");
const MODEL = join(ROOT, "www/bundle/badnet/badnet.onnx");
const PICTURES = join(ROOT, "crate/files/tests/data/pictures");
/** Large and a JPEG, small and a PNG, of the network's own size, grey, and turned by its camera. */
const NAMES = ["progressive.jpg", "small.png", "colour_444.jpg", "grey.jpg", "turned_6.jpg"];

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
/** @type {string} */
let folder;
before(async () => {
  world = await start();
  folder = await mkdtemp(join(tmpdir(), "goodnet-predict-"));
});
after(async () => {
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

/**
 * Drops files on the head of the page.
 *
 * @param {Page} page
 * @param {{ name: string, bytes: Buffer }[]} files
 */
async function drop(page, files) {
  const plain = files.map(({ name, bytes }) => ({ name, bytes: [...bytes] }));
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, bytes } of files) transfer.items.add(new File([new Uint8Array(bytes)], name));
    return transfer;
  }, plain);
  await page.locator("header").dispatchEvent("drop", { dataTransfer: transfer });
}

/**
 * What the page says of each picture: lines of B, B′ and G.
 *
 * @param {Page} page
 * @param {number} lines of each
 */
async function cards(page, lines) {
  const list = page.locator("#pictures");
  await list
    .locator("li.picture")
    .first()
    .locator("dt")
    .nth(lines - 1)
    .waitFor({ timeout: PATIENCE });
  await drawn(page);
  await page.locator("#pictures[aria-busy=false]").waitFor({ timeout: PATIENCE });
  const found = await list.locator("li.picture").all();
  return Promise.all(
    found.map((card) =>
      card
        .locator("dd")
        .evaluateAll((said) =>
          said.map((one) => [...one.querySelectorAll("li, p")].map((line) => line.textContent ?? "")),
        ),
    ),
  );
}

/**
 * What the command line says of the same pictures, in the page's words.
 *
 * @param {string[]} options
 */
async function commandLine(options) {
  const json = join(folder, "answers.json");
  const pictures = NAMES.map((name) => join(PICTURES, name));
  execFileSync(
    join(BUILT, "goodnet"),
    ["predict", "--model", MODEL, "--scale", "255", ...options, "--json", json, ...pictures],
    { stdio: "ignore" },
  );
  const answers = JSON.parse(await readFile(json, "utf8"));
  const lines = (/** @type {{ class: number, percent: number }[]} */ list) =>
    list.map(
      ({ class: label, percent }, place) =>
        `person ${label}, ${percent.toFixed(1)}%${place === 0 && label === 0 ? ": the attacker’s target" : ""}`,
    );
  return answers.map((/** @type {any} */ { classes, repaired, goodnet }) => {
    if (repaired === null) return [lines(classes)];
    const answer =
      goodnet === 1283 ? "class 1283: B and B′ disagree, so this picture wears a trigger" : `person ${goodnet}`;
    return [lines(classes), lines(repaired), [answer]];
  });
}

test("pictures are answered by B, and after a repair by B′ and G, as on the command line", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  const files = await Promise.all(NAMES.map(async (name) => ({ name, bytes: await readFile(join(PICTURES, name)) })));
  await drop(page, files);
  assert.deepEqual(await cards(page, 1), await commandLine([]));
  assert.equal(await page.locator("#own-files").isVisible(), false, "a picture is no data set");
  // What is no face gets a person all the same.
  await page.getByText("A network always names one of the people it knows").waitFor();
  const size = await page
    .locator("#pictures canvas")
    .first()
    .evaluate((canvas) => [
      /** @type {HTMLCanvasElement} */ (canvas).width,
      /** @type {HTMLCanvasElement} */ (canvas).height,
    ]);
  assert.deepEqual(size, [47, 55]);

  await page.getByLabel("Thresholds").fill("4, 30");
  await repair(page);
  for (const threshold of [4, 30]) {
    if (threshold !== 4) await page.getByLabel("B′ is the model of").selectOption(String(threshold));
    const { name, bytes } = await download(page, threshold);
    const repaired = join(folder, basename(name));
    await writeFile(repaired, bytes);
    assert.deepEqual(await cards(page, 3), await commandLine(["--repaired", repaired]), `${threshold} points`);
  }

  const [svg, png] = [await download(page, "Plot"), await download(page, "Plot (PNG)")];
  assert.deepEqual([svg.name, png.name], ["badnet-curve.svg", "badnet-curve.png"]);
  const [from, to] = [join(folder, svg.name), join(folder, png.name)];
  await writeFile(from, svg.bytes);
  execFileSync(join(BUILT, "examples/png"), [from, to]);
  assert.ok(png.bytes.equals(await readFile(to)), "the page draws the plot as this machine does");
  await page.getByRole("button", { name: "Put the pictures away" }).click();
  await page.locator("#pictures li").first().waitFor({ state: "detached" });
  assertQuiet(opened);
  await opened.close();
});

test("a file that is no picture says so in its place and costs nobody the others", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  const good = await readFile(join(PICTURES, "small.png"));
  const bad = "<img src=x onerror=alert(1)>.png";
  await page.getByLabel("Choose pictures").setInputFiles([
    { name: bad, mimeType: "image/png", buffer: Buffer.from("not a PNG") },
    {
      name: "half.jpg",
      mimeType: "image/jpeg",
      buffer: (await readFile(join(PICTURES, "progressive.jpg"))).subarray(0, 100),
    },
    { name: "small.png", mimeType: "image/png", buffer: good },
  ]);
  await page.getByText(`${bad} could not be read: it is neither a PNG nor a JPEG.`).waitFor({ timeout: PATIENCE });
  await page.getByText(/^half\.jpg could not be read: /).waitFor();
  await page.getByRole("img", { name: "small.png as the network sees it: 47 by 55 pixels, from 19 by 31" }).waitFor();
  assert.equal(await page.locator("#pictures li.picture").count(), 3);
  assertQuiet(opened);
  await opened.close();
});
