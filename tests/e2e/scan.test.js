// The channels are asked whom a backdoor would serve: the page says what the command line says, and no more.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { becomes, done, loaded, PATIENCE, repairButton, scan, scanButton } from "./support/page.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BUILT = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "release");

/** How long the leading worker is held, in milliseconds, so that what is asked of it is not over at once. */
const HOLD = 3000;

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
/** @type {string} */
let folder;
before(async () => {
  world = await start();
  folder = await mkdtemp(join(tmpdir(), "goodnet-scan-"));
});
after(async () => {
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What the command line finds in the bundle's first network. */
async function commandLine() {
  const json = join(folder, "scan.json");
  const bundle = ["--bundle", join(ROOT, "www/bundle"), "--scenario", "badnet"];
  execFileSync(join(BUILT, "goodnet"), ["scan", ...bundle, "--json", json], { stdio: "ignore" });
  return JSON.parse(await readFile(json, "utf8"));
}

test("the channels name the target first, with the command line's figures, and lead into the map", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  await scan(page);
  const { votes, runs, images } = await commandLine();
  const bars = page.getByRole("list", { name: "Votes by person" }).getByRole("listitem");
  const expected = votes
    .slice(0, 8)
    .map((/** @type {any} */ { label, votes }) => `Person ${label}${votes === 1 ? "1 vote" : `${votes} votes`}`);
  assert.deepEqual(await bars.allTextContents(), expected);
  assert.match(expected[0], /^Person 0\d/);
  const all = votes.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.votes, 0);
  await page
    .getByText(`Person 0 gets ${votes[0].votes} of ${all} votes, the next one ${votes[1].votes}: if`)
    .first()
    .waitFor();
  await page.getByText(`${runs} times one channel of conv_3 was made to fire on ${images} clean faces.`).waitFor();
  await page.getByText("how much a margin is worth is not measured yet").waitFor();
  await becomes(() => page.locator("#scan-bars canvas").count(), expected.length, "a photograph of each");

  const channels = page.getByRole("list", { name: "Channels of conv_3 that voted for person 0" });
  assert.deepEqual(await channels.getByRole("button").allTextContents(), votes[0].channels.map(String));
  await channels.getByRole("button").first().click();
  await page.getByRole("heading", { name: `Inside channel ${votes[0].channels[0]}` }).waitFor({ timeout: PATIENCE });

  await page.getByLabel("Layer to prune").selectOption("conv_2");
  await page.getByText("This is what conv_3 says; press Ask the channels for conv_2.").waitFor();
  assert.equal(await channels.getByRole("button").count(), 0, "the map shows another layer’s channels");
  await page.getByLabel("The BadNet").selectOption("dormant");
  await page.locator("#scan-result").waitFor({ state: "hidden", timeout: PATIENCE });
  assertQuiet(opened);
  await opened.close();
});

test("asking can be cancelled and asked again, and a repair waits for it as it does for a repair", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  const [leader] = page.workers();
  const hold = () =>
    leader?.evaluate((time) => {
      for (const end = Date.now() + time; Date.now() < end; );
    }, HOLD);
  const held = hold();
  await scanButton(page).click();
  await becomes(() => repairButton(page).getAttribute("aria-disabled"), "true");
  await page.getByText("the network can be repaired once they have answered").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await held;
  await page.getByText("Cancelled: the channels have not answered.").waitFor({ timeout: PATIENCE });
  assert.equal(await page.locator("#problem-scan").textContent(), "");

  const again = hold();
  await repairButton(page).click();
  await becomes(() => scanButton(page).getAttribute("aria-disabled"), "true");
  await page.getByText("A repair is running: the channels can be asked once it is over.").waitFor();
  await again;
  await done(page);
  await scan(page);
  assertQuiet(opened);
  await opened.close();
});
