// README's pictures, taken of the built page. GOODNET_PICTURES names the folder that they go into: docs/screenshots
// renews them.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { drawn, loaded, PATIENCE, repair } from "./support/page.js";

/** @import { CDPSession, Page } from "playwright-core" */

const README = fileURLToPath(new URL("../../README.md", import.meta.url));
const FOLDER = process.env.GOODNET_PICTURES ?? fileURLToPath(new URL("../../target/e2e/pictures/", import.meta.url));
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** Of WebP: text stays sharp. */
const QUALITY = 85;
/** What one picture and all of them may weigh, in bytes: README is read on phones, too. */
const LIMIT = 250_000;
const LIMIT_OF_ALL = 1_200_000;

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  await mkdir(FOLDER, { recursive: true });
  world = await start();
});
after(() => world?.stop());

test("README's pictures show the page as it is, and are light", async () => {
  const opened = await openPage(world, {
    context: { viewport: DESKTOP, deviceScaleFactor: 1.5, reducedMotion: "reduce" },
  });
  const { page } = opened;
  // Playwright's own screenshots are PNGs, which are twice as heavy, or JPEGs, which blur text.
  const debug = await page.context().newCDPSession(page);
  /** @type {Map<string, number>} */
  const sizes = new Map();
  /**
   * @param {string} name
   * @param {string} from an element that it begins with
   * @param {string} [to] one that it ends with
   * @param {number} [height] at most
   */
  const take = async (name, from, to = from, height = Infinity) => {
    const picture = await pictureOf(page, debug, from, to, height);
    await writeFile(join(FOLDER, `${name}.webp`), picture);
    sizes.set(name, picture.length);
  };

  await loaded(page);
  await page
    .getByRole("button", { name: /^Glasses on person/ })
    .nth(1)
    .click();
  await repair(page);
  await page.locator("#strip[aria-busy=false]").waitFor({ timeout: PATIENCE });
  await page.locator("#verdict").getByText("Why.").waitFor({ timeout: PATIENCE });
  await page.getByLabel("Colour shows").selectOption("change");
  await page.locator(".cells.by-change").waitFor();
  await take("light", "body", "#map-text");
  await page.emulateMedia({ colorScheme: "dark" });
  await take("dark", "body", "#map-text");
  await page.emulateMedia({ colorScheme: "light" });
  await take("attack", ".attack");
  await take("repair", ".chart", "#map-text");
  await take("verdict", ".results");
  const [most] = await page.locator(".cell").evaluateAll((cells) => {
    const strength = (/** @type {Element} */ cell) =>
      Number(/** @type {HTMLElement} */ (cell).style.getPropertyValue("--strength"));
    return cells.toSorted((a, b) => strength(b) - strength(a)).map((cell) => cell.textContent ?? "");
  });
  await page.locator(".cell", { hasText: new RegExp(`^${most}$`) }).click();
  await page.locator("#inside canvas").nth(11).waitFor({ timeout: PATIENCE });
  await take("channel", "#inside");
  await page.getByRole("button", { name: "Close" }).click();
  await page.setViewportSize(PHONE);
  await take("phone-attack", ".attack", ".attack", PHONE.height);
  await take("phone-repair", ".chart", ".chart", PHONE.height);

  assert.ok(
    [...sizes.values()].every((size) => size < LIMIT),
    `too heavy: ${JSON.stringify([...sizes])}`,
  );
  assert.ok(
    [...sizes.values()].reduce((sum, size) => sum + size) < LIMIT_OF_ALL,
    `too heavy together: ${JSON.stringify([...sizes])}`,
  );
  const shown = [...(await readFile(README, "utf8")).matchAll(/docs\/screenshots\/([\w-]+)\.webp/g)].map(
    ([, name]) => name,
  );
  assert.deepEqual([...new Set(shown)].sort(), [...sizes.keys()].sort(), "README shows each, and no other");
  assertQuiet(opened);
  await opened.close();
});

/**
 * What lies between two elements, with a little of the page around it.
 *
 * @param {Page} page
 * @param {CDPSession} debug
 * @param {string} from
 * @param {string} to
 * @param {number} most of its height
 */
async function pictureOf(page, debug, from, to, most) {
  // Neither the pointer nor the focus is part of the picture.
  await page.mouse.move(0, 0);
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
  await drawn(page);
  const clip = await page.evaluate(
    ([from = "", to = ""]) => {
      const [first, last] = [from, to].map(
        (selector) => document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect(),
      );
      if (first === undefined || last === undefined) return new DOMRect();
      const margin = 16;
      const left = Math.max(0, first.left - margin);
      const top = Math.max(0, first.top + scrollY - margin);
      const right = Math.min(document.documentElement.clientWidth, first.right + margin);
      return { x: left, y: top, width: right - left, height: last.bottom + scrollY + margin - top };
    },
    [from, to],
  );
  const { data } = await debug.send("Page.captureScreenshot", {
    format: "webp",
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: { x: clip.x, y: clip.y, width: clip.width, height: Math.min(clip.height, most), scale: 1 },
  });
  return Buffer.from(data, "base64");
}
