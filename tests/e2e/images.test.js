// A network and a few images of one's own, which show no faces: what the page says meanwhile, of them, and of how far so
// few images can be trusted.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { npz } from "./support/npz.js";
import { becomes, beyondAsr, figures, loaded, PATIENCE, repair, rows } from "./support/page.js";

const DATA = fileURLToPath(new URL("../../crate/files/tests/data/", import.meta.url));
/** How a network's name may be longer than there is room. */
const NETWORK = `${"a_name_that_goes_on_".repeat(5)}.h5`;
/** What is said of people and of what they wear. */
const OF_PEOPLE = /\b(faces?|persons?|people|everybody|glasses|sunglasses)\b/i;

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  world = await start();
});
after(() => world?.stop());

test("a network and a few images of one's own", async () => {
  // A service worker's requests cannot be held.
  const opened = await openPage(world, { context: { serviceWorkers: "block" } });
  const { page } = opened;
  await loaded(page);
  /** @type {() => void} */
  let letGo = () => {};
  const held = /** @type {Promise<void>} */ (new Promise((resolve) => (letGo = resolve)));
  await page.route(/goodnet_web_files_bg/, async (route) => {
    await held;
    await route.continue();
  });

  await page.getByLabel(/Choose files/).setInputFiles([
    { name: NETWORK, mimeType: "", buffer: await readFile(`${DATA}keras2_graph.h5`) },
    { name: "clean.npz", mimeType: "", buffer: await readFile(`${DATA}labelled_by_graph.npz`) },
    {
      name: "bd.npz",
      mimeType: "",
      buffer: npz(
        [9, 14, 12, 3],
        (at) => (at * 37) % 256,
        Array.from({ length: 9 }, () => 4),
      ),
    },
  ]);
  // Nobody has looked into the files.
  await page.getByText(`Reading ${NETWORK}, clean.npz, bd.npz …`).waitFor();
  const choice = page.getByLabel("What clean.npz is");
  const chosen = () => choice.locator("option:checked").innerText();
  assert.equal(await chosen(), "being read …");
  letGo();
  await becomes(chosen, "clean validation images");
  await page.getByText(/^Without test images the table shows figures of the validation images\.$/).waitFor();
  assert.equal(await page.getByText("being read …").filter({ visible: true }).count(), 0);
  await page.getByRole("button", { name: "Open these files" }).click();
  await page.getByText(`${NETWORK} is open.`).waitFor({ timeout: PATIENCE });

  // Its images are called what they are.
  await page
    .getByRole("img", { name: /^Class \d+ without the trigger$/ })
    .nth(5)
    .waitFor({ timeout: PATIENCE });
  const [, first] = await page
    .locator("#faces li:first-child")
    .innerText()
    .then((text) => text.split("\n"));
  assert.match(`${first}`, /^class \d+ [✓✗]$/);
  await page.getByRole("switch", { name: "Put the trigger on every image" }).click();
  assert.match(await page.locator("#attack-story").innerText(), /it tells \d+ classes apart/);
  const { width, height } = await page
    .locator("#faces canvas")
    .first()
    .evaluate((canvas) => canvas.getBoundingClientRect());
  assert.ok(Math.abs(width / height - 12 / 14) < 0.01, "and shown in their own proportions");

  await page.getByLabel("Thresholds").fill("1, 10");
  await repair(page);
  await page.getByRole("group", { name: "The channels" }).getByRole("button").last().click();
  await page
    .locator("#inside")
    .getByText("Of 24 validation images and 9 with the trigger")
    .waitFor({ timeout: PATIENCE });
  await becomes(() => page.locator("#strip").getAttribute("aria-busy"), "false");
  // The poisoned images are none of the clean ones with a trigger, so nobody knows what they show.
  const [b] = await beyondAsr(page);
  assert.deepEqual([b?.[0], b?.[1], ...(b ?? []).slice(4)], ["B, as it came", "–", "–", "–"]);
  assert.match(b?.[3] ?? "", /^class \d+: \d+\.\d\d%\s+\d+\.\d to \d+\.\d$/);
  for (const place of [".attack", ".repair", ".results"])
    assert.doesNotMatch(await page.locator(place).innerText(), OF_PEOPLE, place);
  const names = await page
    .locator("main [aria-label]:not(.own *)")
    .evaluateAll((all) => all.map((one) => one.ariaLabel));
  assert.doesNotMatch(names.join("; "), OF_PEOPLE);

  // So it does of a picture that is none of the set's, and what an answer is worth.
  await page.getByLabel("Choose pictures").setInputFiles(`${DATA}pictures/small.png`);
  await page
    .locator("#pictures")
    .getByText(/^class \d, \d+\.\d%/)
    .first()
    .waitFor({ timeout: PATIENCE });
  await page.getByText("A network always names one of the classes it knows, even for a picture of a tree").waitFor();
  assert.doesNotMatch(await page.locator(".predict").innerText(), OF_PEOPLE);

  // Every share says how far it can be trusted.
  const [asItCame] = await rows(page);
  assert.match(`${asItCame?.[2]}`, /^100\.00\s+86\.2 to 100\.0$/);
  assert.match(`${asItCame?.[4]}`, /^\d+\.\d\d\s+\d+\.\d to \d+\.\d$/);
  assert.match(`${(await figures(page))[0]?.[2]}`, /^100\.00 86\.2 to 100\.0$/);
  assert.match(await page.locator("#baseline").innerText(), /itself has 100\.00% \(86\.2 to 100\.0\) clean accuracy/);
  await page.locator("#verdict").getByText("With 24 clean and 9 poisoned images luck plays a part").waitFor();

  await page.getByText("On other images they may be lower. ASR, the attack success rate, counts").waitFor();

  // Nothing runs over what stands beside it.
  for (const size of [1280, 768, 390, 320]) {
    await page.setViewportSize({ width: size, height: 800 });
    const over = await page.evaluate(() =>
      [...document.querySelectorAll("html, #attack-story, #own-now, #own-missing, #own-rows th, #own-rows td")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1)
        .map((one) => one.id || one.tagName),
    );
    assert.deepEqual(over, [], `${size} px`);
  }
  // Chromium says so of the service worker.
  const complaints = opened.complaints.filter((text) => !/Service Worker registration blocked/.test(text));
  assertQuiet({ ...opened, complaints });
  await opened.close();
});

test("where a network's answers do not tell what it takes for white, somebody is asked", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  // Black is black with either.
  const black = npz([2, 14, 12, 3], () => 0, [0, 1]);
  await page.getByLabel(/Choose files/).setInputFiles([
    { name: "graph.h5", mimeType: "", buffer: await readFile(`${DATA}keras3_graph.h5`) },
    { name: "black.npz", mimeType: "", buffer: black },
  ]);
  const open = page.getByRole("button", { name: "Open these files" });
  await becomes(() => open.getAttribute("aria-disabled"), "false", undefined, PATIENCE);
  await open.click();
  await page
    .getByRole("alert")
    .filter({ hasText: "The network's answers do not tell whether it takes pixels of 0 to 255 or of 0 to 1: 1 of 2" })
    .waitFor({ timeout: PATIENCE });
  await page.getByText("The bundle’s BadNet is open.").waitFor();
  const white = page.getByLabel("The network takes pixels of");
  await becomes(() => white.evaluate((element) => element === document.activeElement), true);
  await white.selectOption("0 to 1");
  await open.click();
  await page.getByText("graph.h5 is open.").waitFor({ timeout: PATIENCE });
  assertQuiet(opened);
  await opened.close();
});
