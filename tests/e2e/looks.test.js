// Every state in light, dark and on a phone: nothing wider than the window or than the frame that it is in, axe finds
// nothing, and a picture is kept.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { done, loaded, PATIENCE, pick, repairButton, scan } from "./support/page.js";

/** @import { BrowserContextOptions, Page } from "playwright-core" */

/** Where the pictures go. */
const FOLDER =
  process.env.GOODNET_SCREENSHOTS ?? fileURLToPath(new URL("../../target/e2e/screenshots/", import.meta.url));
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** How long a running repair is held, in milliseconds: longer than it takes to look at it in every way. */
const HOLD = 25_000;

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
/** @type {string} */
let axe;
before(async () => {
  await mkdir(FOLDER, { recursive: true });
  axe = await readFile(AXE, "utf8");
  world = await start();
});
after(() => world?.stop());

/** @typedef {{ width: number, height: number, colorScheme?: "light" | "dark", text?: string }} Look */

/** Pages by the device that they are opened on, and how each state is looked at there: one repair serves them all. */
const DEVICES = /** @type {Record<string, { context: BrowserContextOptions, looks: Record<string, Look> }>} */ ({
  desktop: {
    context: {},
    looks: {
      light: { width: 1280, height: 800 },
      dark: { width: 1280, height: 800, colorScheme: "dark" },
      large: { width: 3840, height: 2160 },
      "double-text": { width: 640, height: 800, text: "200%" },
    },
  },
  phone: {
    context: { deviceScaleFactor: 2, isMobile: true, hasTouch: true, reducedMotion: "reduce" },
    looks: {
      phone: { width: 360, height: 740 },
      narrow: { width: 320, height: 640, colorScheme: "dark" },
    },
  },
});

for (const [device, { context, looks }] of Object.entries(DEVICES)) {
  test(`${device}: every state fits and is accessible`, async () => {
    const opened = await openPage(world, { context });
    const { page } = opened;
    const look = (/** @type {string} */ state, before = async () => {}) => checkAll(page, looks, state, before);
    await loaded(page);
    await page.getByRole("switch", { name: "Glasses" }).click();
    await look("1-open");
    await scan(page);
    await look("2-scanned");
    await page.getByLabel("Engine").evaluate((choice) => {
      // Behind a closed summary; the slowest engine, so that the repair is not over before it is held.
      /** @type {HTMLSelectElement} */ (choice).value = "reference";
      choice.dispatchEvent(new Event("change"));
    });
    await repairButton(page).click();
    await page.waitForFunction(() => document.querySelectorAll("#curve-rows tr").length > 5, undefined, {
      timeout: PATIENCE,
    });
    const [leader] = page.workers();
    const held = leader?.evaluate((hold) => {
      for (const end = Date.now() + hold; Date.now() < end; );
    }, HOLD);
    await look("3-repairing", () => page.getByRole("button", { name: "Cancel" }).waitFor({ timeout: 1000 }));
    await held;
    await done(page);
    await page.getByRole("group", { name: "The channels" }).getByRole("button").last().click();
    await page.locator("#inside canvas").nth(11).waitFor({ timeout: PATIENCE });
    await page.locator("#verdict").getByText("Why.").waitFor({ timeout: PATIENCE });
    await look("4-repaired");
    await page.getByText("The recipe’s four choices").click();
    await page.getByText("The curve’s figures").click();
    await page.getByText("What ASR does not tell", { exact: true }).click();
    await page.getByLabel("Thresholds").fill("2; two");
    await repairButton(page).click();
    await pick(page, "holiday.onnx", Buffer.from("no model"));
    await page.getByRole("alert").filter({ hasText: "holiday.onnx was not opened." }).waitFor({ timeout: PATIENCE });
    await look("5-problems");
    await page.reload();
    await page.getByText(/^This is the result of .*, which this browser has kept\./).waitFor({ timeout: PATIENCE });
    await loaded(page);
    await look("6-kept");
    await page.goto(`${world.site.url}?embed=1`);
    await loaded(page);
    await look("7-embedded");
    assertQuiet(opened);
    await opened.close();
  });
}

/**
 * @param {Page} page
 * @param {Record<string, Look>} looks
 * @param {string} state
 * @param {() => Promise<void>} before fails where the page is no longer in that state
 */
async function checkAll(page, looks, state, before) {
  for (const [name, { width, height, colorScheme = "light", text = "" }] of Object.entries(looks)) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.evaluate((size) => void (document.documentElement.style.fontSize = size), text);
    await before();
    await check(page, `${name}-${state}`);
  }
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function check(page, name) {
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true });
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(tooWide <= 0, `${name} is ${tooWide} px wider than the window`);
  assert.deepEqual(await page.evaluate(overflows), [], `${name}: what sticks out of its frame`);
  // A string is evaluated by the debugger, past the page's policy against foreign scripts.
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe } = /** @type {any} */ (globalThis);
    const { violations } = await axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.map(
      (/** @type {any} */ { id, nodes }) =>
        `${id}: ${nodes.map((/** @type {any} */ node) => node.target.join(" ")).join(", ")}`,
    );
  });
  assert.deepEqual(violations, [], name);
}

/** Runs in the page: text and elements that reach beyond the frame that they are in. What scrolls may. */
function overflows() {
  const FRAMES =
    ".face, .answer, .attack-bar, .chart, .strip li, .brief, .scan-result, .scan-bars li, .cell, .inside, .inside-row, .results-body, .repaired tbody tr, .take-home li, .own-zone, .rail, button, .button, summary";
  const found = new Set();
  for (const frame of document.querySelectorAll(FRAMES)) {
    const { left, right, width } = frame.getBoundingClientRect();
    if (width === 0 || frame.closest(".visually-hidden")) continue;
    const walk = document.createTreeWalker(frame, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement;
      const scrolls = element?.closest(".scroll") ?? null;
      if (
        element === null ||
        element.closest(".visually-hidden, svg, thead") ||
        (scrolls !== null && scrolls !== element && frame.contains(scrolls))
      )
        continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = node instanceof Element ? node.getBoundingClientRect() : range.getBoundingClientRect();
      if (box.width > 0 && (box.right > right + 1 || box.left < left - 1)) {
        found.add(
          `${frame.className || frame.id || frame.tagName}: ${(node.textContent ?? "").trim().slice(0, 30) || element.className || element.tagName} by ${Math.round(Math.max(box.right - right, left - box.left))} px`,
        );
      }
    }
  }
  return [...found];
}
