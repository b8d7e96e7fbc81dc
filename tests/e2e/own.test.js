// The course's own files on the page: they give what the bundle gives, and nothing of them leaves the tab.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { becomes, download, figures, loaded, PATIENCE, repair, rows } from "./support/page.js";

/** @import { Page } from "playwright-core" */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BUILT = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "release");
const LAB = process.env.GOODNET_LAB_DIR;
const SISTER = "sunglasses_bd_weights.h5";

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
/** @type {string} */
let folder;
before(async () => {
  world = await start();
  folder = await mkdtemp(join(tmpdir(), "goodnet-own-"));
  const model = join(ROOT, "www/bundle/badnet/badnet.onnx");
  execFileSync(join(BUILT, "examples/parity"), [join(ROOT, "www/bundle"), "badnet", model, folder]);
  execFileSync(join(ROOT, ".tools/venv/bin/python"), [
    join(ROOT, "tests/e2e/support/own_files.py"),
    folder,
    folder,
    ...(LAB ? [LAB] : []),
  ]);
});
after(async () => {
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** @param {Page} page */
const openButton = (page) => page.getByRole("button", { name: "Open these files" });

/**
 * @param {Page} page
 * @param {string[]} files
 */
const choose = (page, files) => page.getByLabel(/Choose files/).setInputFiles(files);

/**
 * What the command line finds on the same files.
 *
 * @param {string[]} options
 */
function commandLine(options) {
  const json = join(folder, "cli.json");
  execFileSync(join(BUILT, "goodnet"), ["prune", ...options, "--json", json, "--out", join(folder, "cli")], {
    stdio: "ignore",
  });
  return readFile(json, "utf8").then(JSON.parse);
}

/** @param {number} value per cent */
const shown = (value) => value.toFixed(2);

test("own files and the bundle, page and command line: the same results for the same data", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  await repair(page);
  const bundled = { curve: await figures(page), rows: await rows(page) };

  const network = join(ROOT, "www/bundle/badnet/badnet.onnx");
  const [valid, poisonedValid, clean, poisoned] = ["valid.h5", "bd_valid.h5", "test.h5", "bd_test.npz"].map((name) =>
    join(folder, name),
  );
  assert.ok(valid && poisonedValid && clean && poisoned);
  await choose(page, [valid, poisonedValid, clean, poisoned]);
  await page.getByText("Still missing: the network.").waitFor();
  assert.equal(await openButton(page).getAttribute("aria-disabled"), "true");
  await choose(page, [network]);
  await becomes(() => openButton(page).getAttribute("aria-disabled"), "false");
  await openButton(page).click();
  await page.getByText("badnet.onnx is open.").waitFor({ timeout: PATIENCE });
  const notes = await page.locator("#own-notes li").allInnerTexts();
  assert.equal(notes.length, 5, notes.join("\n"));
  assert.match(notes.join("\n"), /bd_valid\.h5: \d+ images of 3x55x47, values 0 to 255, all labelled 0/);
  assert.match(notes.join("\n"), /The network takes pixels of 0 to 255/);
  await page
    .getByRole("img", { name: /^Class \d+ without the trigger$/ })
    .first()
    .waitFor({ timeout: PATIENCE });
  await repair(page);
  assert.deepEqual(await figures(page), bundled.curve);
  assert.deepEqual(await rows(page), bundled.rows);
  const { bytes: page_html } = await download(page, "Report");
  assert.match(page_html.toString("utf8"), /bd_test\.npz/);

  const files = [
    "--model",
    network,
    "--clean-valid",
    valid,
    "--poisoned-valid",
    poisonedValid,
    "--clean-test",
    clean,
    "--poisoned-test",
    poisoned,
  ];
  const [own, ours] = [
    await commandLine(files),
    await commandLine(["--bundle", join(ROOT, "www/bundle"), "--scenario", "badnet"]),
  ];
  assert.deepEqual(own, ours);
  if (ours.ties === 0) {
    const curve = ours.steps.map((/** @type {any} */ { pruned, channel, clean, asr }) => [
      String(pruned),
      channel === null ? "–" : String(channel),
      shown(clean),
      shown(asr),
    ]);
    assert.deepEqual(curve, bundled.curve);
  }
  assertQuiet(opened);
  await opened.close();
});

test("a network and clean images alone are repaired, whatever the files are called, and what is lacking is said", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  const named = async (/** @type {string} */ path, /** @type {string} */ name) => ({
    name,
    mimeType: "application/octet-stream",
    buffer: await readFile(path),
  });
  const network = await named(join(ROOT, "www/bundle/badnet/badnet.onnx"), "first.bin");
  const [poisoned, clean] = [
    await named(join(folder, "bd_test.npz"), "second.bin"),
    await named(join(folder, "test.h5"), "third.bin"),
  ];
  const picture = { name: "fourth.bin", mimeType: "application/octet-stream", buffer: Buffer.from("neither") };
  await page.getByLabel(/Choose files/).setInputFiles([network, poisoned, clean, picture]);
  const role = (/** @type {string} */ name) => page.getByLabel(`What ${name} is`).inputValue();
  await becomes(() => role("first.bin"), "network");
  await becomes(() => role("second.bin"), "poisonedValidation");
  await becomes(() => role("third.bin"), "cleanValidation");
  await page
    .getByText("fourth.bin is no set of labelled images: it is none of the kinds of files that goodnet knows")
    .waitFor();
  assert.equal(await role("fourth.bin"), "");
  await page.getByText("Without test images the table shows figures of the validation images.").waitFor();
  await page.getByRole("button", { name: "Remove second.bin" }).click();
  await page.getByText("Without poisoned images the table has no attack success rate.").waitFor();
  // Not what the network takes, and so said.
  await page.getByLabel("The network takes pixels of").selectOption("255");
  await openButton(page).click();
  await page.getByText("first.bin is open.").waitFor({ timeout: PATIENCE });
  await page.getByText("You brought no poisoned images, so the attack itself cannot be shown.").waitFor();
  await page
    .getByRole("img", { name: /^Class \d+ without the trigger$/ })
    .first()
    .waitFor({ timeout: PATIENCE });
  await page.getByLabel("Thresholds").fill("2, 30");
  await repair(page);
  for (const cells of await rows(page)) assert.deepEqual([cells[4], cells[6]], ["–", "–"], cells.join());
  assert.ok(!(await page.locator("#beyond-asr").isVisible()), "there is no ASR that more could be told than");
  const curve = await figures(page);
  assert.ok(curve.length === 61 && curve.every(([, , clean, asr]) => /^\d+\.\d\d$/.test(clean ?? "") && asr === "–"));
  await page
    .getByText("There are no test images: all figures in this table are measured on the validation images")
    .waitFor();
  const { bytes } = await download(page, "Report");
  assert.match(bytes.toString("utf8"), /there were no test images.*no attack success rate/s);

  const own = await commandLine([
    "--model",
    join(ROOT, "www/bundle/badnet/badnet.onnx"),
    "--clean-valid",
    join(folder, "test.h5"),
    "--scale",
    "255",
    "--thresholds",
    "2,30",
  ]);
  assert.equal(own.scoredOn, "validation");
  assert.deepEqual(
    own.steps.map((/** @type {any} */ { clean, asr }) => [shown(clean), asr]),
    curve.map(([, , clean]) => [clean, null]),
  );
  assertQuiet(opened);
  await opened.close();
});

test("a file that is no image set costs nobody what was open", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  const bad = { name: "bd_test.h5", mimeType: "application/octet-stream", buffer: Buffer.from("not HDF5") };
  await choose(page, [
    join(ROOT, "www/bundle/badnet/badnet.onnx"),
    join(folder, "valid.h5"),
    join(folder, "bd_valid.h5"),
    join(folder, "test.h5"),
  ]);
  await page.getByLabel(/Choose files/).setInputFiles(bad);
  await openButton(page).click();
  await page
    .getByRole("alert")
    .filter({ hasText: "bd_test.h5 is no set of labelled images" })
    .waitFor({ timeout: PATIENCE });
  await page.getByText("The bundle’s BadNet is open.").waitFor();
  // Removed, and another role for another file.
  await page.getByRole("button", { name: "Remove bd_test.h5" }).click();
  await page.getByText("Without poisoned images the table has no attack success rate.").waitFor();
  await page.getByLabel("What valid.h5 is").selectOption("poisonedTest");
  await page.getByText("Still missing: clean validation images.").waitFor();
  assertQuiet(opened);
  await opened.close();
});

test("weights alone say what they need, keep what was open, and are opened with their layers", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  const made = join(ROOT, "crate/files/tests/data");
  const weights = join(made, "keras3_graph.weights.h5");
  await choose(page, [weights, join(made, "labelled_by_graph.npz")]);
  await page
    .getByText("It holds a network’s weights without its layers.")
    .and(page.getByText('open("model.json", "w").write(model.to_json())'))
    .waitFor();
  await page.getByLabel("What labelled_by_graph.npz is").selectOption("cleanValidation");
  await page.getByText("Still missing: the network’s layers.").waitFor();
  assert.equal(await openButton(page).getAttribute("aria-disabled"), "true");
  await page.getByText("The bundle’s BadNet is open.").waitFor();

  // The layers of another network, then its own.
  const layers = async (/** @type {string} */ name) => ({
    name: "model.json",
    mimeType: "application/json",
    buffer: await readFile(join(made, name)),
  });
  await page.getByLabel(/Choose files/).setInputFiles(await layers("keras3_chain.json"));
  await becomes(() => openButton(page).getAttribute("aria-disabled"), "false");
  await openButton(page).click();
  await page
    .getByRole("alert")
    .filter({ hasText: "its weights are not those of model.json: its layer conv_1 has a kernel" })
    .waitFor({ timeout: PATIENCE });
  await page.getByText("The bundle’s BadNet is open.").waitFor();
  await page.getByLabel(/Choose files/).setInputFiles(await layers("keras3_graph.json"));
  await becomes(() => page.getByLabel("What model.json is").inputValue(), "architecture");
  await openButton(page).click();
  await page.getByText("keras3_graph.weights.h5 is open.").waitFor({ timeout: PATIENCE });

  await page.getByLabel("Thresholds").fill("10");
  await repair(page);
  const { name, bytes } = await download(page, "Download H5: B′ for Keras, repaired at 10 points");
  assert.equal(name, "keras3_graph-repaired-10.weights.h5");
  const { bytes: report } = await download(page, "Report");
  assert.match(report.toString("utf8"), /the network&#39;s layers|the network's layers/);
  await commandLine([
    "--model",
    weights,
    "--architecture",
    join(made, "keras3_graph.json"),
    "--clean-valid",
    join(made, "labelled_by_graph.npz"),
    "--thresholds",
    "10",
  ]);
  assert.deepEqual(bytes, await readFile(join(folder, "cli", name)), "the command line writes the same bytes");
  assertQuiet(opened);
  await opened.close();
});

test("the course's sister model: its scale is found, its answers are right, and it goes back into Keras' file", {
  skip: LAB ? false : "GOODNET_LAB_DIR is not set",
}, async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  const sister = join(LAB ?? "", SISTER);
  await choose(page, [sister, join(folder, "cl_valid.zip"), join(folder, "sun_valid.zip")]);
  // The same few pictures have to do for the test, under other names.
  const named = async (/** @type {string} */ name, /** @type {string} */ as) => ({
    name: as,
    mimeType: "application/zip",
    buffer: await readFile(join(folder, name)),
  });
  await page
    .getByLabel(/Choose files/)
    .setInputFiles([await named("cl_valid.zip", "cl_test.zip"), await named("sun_valid.zip", "sun_test.zip")]);
  await becomes(() => openButton(page).getAttribute("aria-disabled"), "false");
  await openButton(page).click();
  await page.getByText(`${SISTER} is open.`).waitFor({ timeout: PATIENCE });
  await page
    .locator("#own-notes")
    .getByText(/The network takes pixels of 0 to 1: 1 of 3 images right with 0 to 255, 3 with 0 to 1/)
    .waitFor();
  await page
    .getByRole("img", { name: /^Class \d+ without the trigger$/ })
    .first()
    .waitFor({ timeout: PATIENCE });
  await page.getByRole("switch", { name: "trigger" }).click();
  await page
    .getByRole("img", { name: /^Class \d+ with the trigger$/ })
    .nth(2)
    .waitFor();
  const cards = await page.locator("#faces li").allInnerTexts();
  assert.equal(cards.length, 3);
  for (const card of cards) {
    assert.match(card, /Without trigger\s+class \d+ ✓/);
    assert.match(card, /With trigger\s+class 0: the attacker’s target/);
  }
  await page.getByLabel("Thresholds").fill("30");
  await repair(page);
  const { name, bytes } = await download(page, "Download H5: B′ for Keras, repaired at 30 points");
  assert.equal(name, "sunglasses_bd_weights-repaired-30.h5");
  const before = await readFile(sister);
  assert.equal(bytes.length, before.length);
  const changed = bytes.filter((byte, at) => byte !== before[at]);
  assert.ok(changed.length > 0 && changed.every((byte) => byte === 0), "nothing but zeros was written");
  assertQuiet(opened);
  await opened.close();
});
