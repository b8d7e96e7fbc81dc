// What people do on the page, as verbs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

/** @import { Page } from "playwright-core" */
/** @import { ClpOutcome, Robustness } from "../../../crate/web/src/types.js" */

/**
 * Longer than the slowest repair, in milliseconds: SwiftShader runs the kernels on the CPU, and the machine may be
 * busy.
 */
export const PATIENCE = 400_000;
/** Longer than the slowest first visit. */
const LOADING = 120_000;
/** Longer than the slowest frame. */
const DRAWING = 10_000;

/** @param {Page} page */
export const repairButton = (page) => page.getByRole("button", { name: "Repair", exact: true });

/** @param {Page} page */
export const table = (page) => page.getByRole("table", { name: "Repaired models", exact: true });

/** @param {Page} page waits until the model and the faces are there */
export async function loaded(page) {
  await page
    .getByRole("img", { name: /^Person \d+ without the glasses$/ })
    .first()
    .waitFor({ timeout: LOADING });
}

/** @param {Page} page waits until a service worker has what the page needs */
export async function kept(page) {
  await page
    .getByText("This browser has kept the page: it opens without a network, too.")
    .waitFor({ timeout: LOADING });
}

/** @param {Page} page waits until what was just done shows: the page draws in the next frame */
export async function drawn(page) {
  await page.evaluate(() => new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume))));
}

/** @param {Page} page */
export async function repair(page) {
  await repairButton(page).click();
  // Until then the page says of the last repair that it is done.
  await drawn(page);
  await done(page);
}

/** @param {Page} page */
export const scanButton = (page) => page.getByRole("button", { name: "Ask the channels", exact: true });

/** @param {Page} page asks the channels, and waits for their answer */
export async function scan(page) {
  await scanButton(page).click();
  // Until then the page says of the last one that it is done.
  await drawn(page);
  await page.getByText("The channels have answered.", { exact: true }).first().waitFor({ timeout: PATIENCE });
  await drawn(page);
}

/** @param {Page} page waits until a repair has ended well */
export async function done(page) {
  await page.getByText(/^Done: /).waitFor({ timeout: PATIENCE });
}

/**
 * @param {Page} page
 * @param {import("../../../crate/web/src/types.js").EngineChoice} engine for the next repair
 */
export async function chooseEngine(page, engine) {
  await page.getByText("What runs the network").click();
  await page.getByLabel("Engine").selectOption(engine);
}

/**
 * The table as people read it.
 *
 * @param {Page} page
 * @returns {Promise<string[][]>}
 */
export async function rows(page) {
  const found = await table(page).locator("tbody tr").all();
  return Promise.all(found.map((row) => row.locator("th, td").allInnerTexts()));
}

/**
 * The table of what ASR does not tell, as people read it once it is opened.
 *
 * @param {Page} page
 * @returns {Promise<string[][]>}
 */
export async function beyondAsr(page) {
  const open = await page.locator("#beyond-asr").getAttribute("open");
  if (open === null) await page.getByText("What ASR does not tell", { exact: true }).click();
  const found = await page.getByRole("table", { name: "More figures", exact: true }).locator("tbody tr").all();
  return Promise.all(found.map((row) => row.locator("th, td").allInnerTexts()));
}

/**
 * The same, as a report of the bundle's images has it.
 *
 * @param {Pick<ClpOutcome, "baseline" | "repaired">} report
 * @param {(threshold: number) => string} named
 * @returns {string[][]}
 */
export function beyondAsrIn({ baseline, repaired }, named) {
  const percent = (/** @type {number | null | undefined} */ value) => value?.toFixed(2) ?? "–";
  const figures = (/** @type {Robustness} */ { recovered, targetRecall, largestShare }) => [
    percent(recovered),
    percent(targetRecall),
    `person ${largestShare?.label}: ${percent(largestShare?.percent)}%`,
  ];
  const reached = repaired.filter(({ pruned }) => pruned !== null);
  return [
    ["B, as it came", ...figures(baseline), "–", "–"],
    ...reached.map((row) => [
      named(row.threshold),
      ...figures(row),
      percent(row.goodnet?.cleanRefused),
      percent(row.goodnet?.poisonedRefused),
    ]),
  ];
}

/**
 * The figures behind the curve: pruned, channel, clean, ASR.
 *
 * @param {Page} page
 */
export async function figures(page) {
  const details = page.locator("details", { hasText: "The curve’s figures" });
  if ((await details.getAttribute("open")) === null) await page.getByText("The curve’s figures").click();
  const found = await page.getByRole("region", { name: "The curve’s figures" }).locator("tbody tr").all();
  return Promise.all(found.map((row) => row.locator("th, td").allInnerTexts()));
}

/**
 * Points of one line of the curve.
 *
 * @param {Page} page
 * @param {"clean" | "asr"} line
 */
export async function points(page, line) {
  const path = (await page.locator(`.curve-${line} path`).getAttribute("d")) ?? "";
  return path
    .slice(1)
    .split("L")
    .map((point) => point.split(",").map(Number));
}

/**
 * A file that a button gives: the repaired model of a threshold, or what the button with that name gives.
 *
 * @param {Page} page
 * @param {number | string} wanted
 */
export async function download(page, wanted) {
  const name = typeof wanted === "number" ? `Download B′, repaired at ${wanted} points` : wanted;
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name, exact: true }).click();
  const file = await waiting;
  const path = await file.path();
  return { name: file.suggestedFilename(), bytes: await readFile(path) };
}

/**
 * Picks a model of one's own.
 *
 * @param {Page} page
 * @param {string} name
 * @param {Buffer} buffer
 */
export async function pick(page, name, buffer) {
  await page.getByLabel(/Choose files/).setInputFiles({ name, mimeType: "application/octet-stream", buffer });
}

/**
 * Picks a model that has to open.
 *
 * @param {Page} page
 * @param {string} name
 * @param {Buffer} buffer
 */
export async function pickGood(page, name, buffer) {
  await pick(page, name, buffer);
  await page.getByText(`${name} is open.`).waitFor({ timeout: PATIENCE });
}

/**
 * Presses Tab until something with that accessible name has the focus.
 *
 * @param {Page} page
 * @param {string} name
 */
export async function tabTo(page, name) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "";
    });
    if (focused === name) return;
  }
  assert.fail(`Tab never reached “${name}”`);
}

/**
 * Waits until the page shows what it should: it draws in one of the next frames.
 *
 * @template T
 * @param {() => Promise<T>} read
 * @param {T} wanted
 * @param {string} [what]
 * @param {number} [patience] in milliseconds
 */
export async function becomes(read, wanted, what, patience = DRAWING) {
  const deadline = Date.now() + patience;
  while ((await read()) !== wanted && Date.now() < deadline) await new Promise((resume) => setTimeout(resume, 20));
  assert.equal(await read(), wanted, what);
}

/** The bytes of the bundle's model, found as the page finds them. */
export async function bundledModel(/** @type {Page} */ page) {
  const bytes = await page.evaluate(async () => {
    const manifest = new URL(document.documentElement.dataset.manifest ?? "", document.baseURI);
    const { scenarios } = await (await fetch(manifest)).json();
    const model = await fetch(new URL(scenarios[0].model.file, manifest));
    return [...new Uint8Array(await model.arrayBuffer())];
  });
  return Buffer.from(bytes);
}
