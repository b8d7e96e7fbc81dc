// Playing with what a repair found: every model under the slider, the map of the channels, a look inside one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, openPage, reports, start } from "./support/browser.js";
import {
  becomes,
  chooseEngine,
  download,
  drawn,
  loaded,
  PATIENCE,
  pickGood,
  repair,
  repairButton,
  tabTo,
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

/** @param {Page} page */
const slider = (page) => page.getByRole("slider", { name: "Channels pruned in the model that you look at" });

/** @param {Page} page */
const strip = (page) => page.getByRole("list", { name: "The faces’ answers with channels pruned" });

/** @param {Page} page */
const cells = (page) => page.getByRole("group", { name: "The channels" }).getByRole("button");

/** What the strip says of each face: bare, with the glasses. @param {Page} page */
const answers = async (page) =>
  (
    await strip(page)
      .locator("li")
      .evaluateAll((all) =>
        all.map((item) =>
          [...item.querySelectorAll("dd")]
            .slice(0, 2)
            .map((dd) => dd.textContent)
            .join(" | "),
        ),
      )
  ).join("\n");

/** What the cards of the attack say of each face, in the strip's words. @param {Page} page */
const ofTheAttack = async (page) => {
  const cards = await page.locator("#faces dd").allInnerTexts();
  const brief = cards.map((said) =>
    said.replace(
      /^person (\d+)( ✓| ✗|: the attacker’s target)$/,
      (_, label, verdict) => `${label} ${{ " ✓": "✓", " ✗": "✗" }[/** @type {string} */ (verdict)] ?? "target"}`,
    ),
  );
  return brief.flatMap((bare, i) => (i % 2 === 0 ? [`${bare} | ${brief[i + 1]}`] : [])).join("\n");
};

/** Waits until every model's answers have come. @param {Page} page */
const answered = (page) => page.locator("#strip[aria-busy=false]").waitFor({ timeout: PATIENCE });

onPage("the slider, the keyboard and the curve lead to every model, and everything follows", async (page) => {
  assert.equal(await slider(page).isDisabled(), true, "there is nothing to look at yet");
  assert.equal(await answers(page), await ofTheAttack(page), "the network as it came");
  await page.getByRole("switch", { name: "Glasses" }).click();
  await becomes(() => page.locator("#faces dd", { hasText: "?" }).count(), 0);
  assert.equal(await answers(page), await ofTheAttack(page), "and with the glasses");
  await repair(page);
  await answered(page);
  const [report] = await reports(page);
  assert.ok(report);
  const first = report.repaired.find(({ pruned }) => pruned !== null)?.pruned;
  await becomes(() => slider(page).inputValue(), String(first), "the page rests on the first repaired model");
  await slider(page).focus();
  await page.keyboard.press("ArrowLeft");
  await becomes(() => slider(page).inputValue(), String(Number(first) - 1));
  await page.keyboard.press("Home");
  await becomes(() => answers(page), await ofTheAttack(page), "nothing pruned: the network as it came");
  const text = page.locator("#pruned-text");
  for (const pruned of [0, 20, 45, 60]) {
    await slider(page).fill(String(pruned));
    const step = report.steps[pruned];
    assert.ok(step && report.steps[0]);
    const lost = (report.steps[0].clean - step.clean).toFixed(2);
    const drop = lost === "0.00" ? "" : ` (−${lost} points)`;
    await becomes(
      () => text.innerText(),
      `${pruned} of 60 channels pruned: clean accuracy ${step.clean.toFixed(2)}%${drop}, ASR ${step.asr?.toFixed(2)}% on the validation images`,
    );
    assert.equal(await slider(page).getAttribute("aria-valuetext"), await text.innerText());
    assert.equal(await page.locator(".cell.is-pruned").count(), pruned);
    assert.deepEqual(
      await page.locator(".curve-legend b").allTextContents(),
      [step.clean, step.asr].map((value) => `${value?.toFixed(2)}%`),
    );
    assert.deepEqual(
      await page.locator(".cursor text").allTextContents(),
      [`${pruned} pruned`],
      "no figures between the lines",
    );
  }
  // With every channel gone all faces look alike.
  const said = (await answers(page)).split("\n").map((line) => line.split(" ")[0]);
  assert.equal(new Set(said).size, 1);

  const box = await page.locator("#curve").boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  await page.mouse.down();
  const places = /** @type {number[]} */ ([]);
  for (const share of [0.3, 0.5, 0.7]) {
    await page.mouse.move(box.x + box.width * share, box.y + box.height / 2, { steps: 5 });
    await drawn(page);
    places.push(Number(await slider(page).inputValue()));
  }
  await page.mouse.up();
  assert.ok(
    places.every((place, i) => place > 0 && place < 60 && (i === 0 || place > (places[i - 1] ?? 0))),
    `dragging leads along the curve: ${places}`,
  );
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
  await drawn(page);
  assert.equal(Number(await slider(page).inputValue()), places.at(-1), "hovering shows values and chooses nothing");
  assert.notEqual(await page.locator(".cursor-pruned").textContent(), `${places.at(-1)} pruned`);
});

onPage("a model under the slider answers as its downloaded file does", async (page) => {
  await repair(page);
  const [report] = await reports(page);
  const row = report?.repaired.find(({ threshold }) => threshold === 10);
  assert.ok(row?.pruned);
  await answered(page);
  await slider(page).fill(String(row.pruned));
  await becomes(() => slider(page).inputValue(), String(row.pruned));
  await drawn(page);
  const under = await answers(page);
  const { name, bytes } = await download(page, 10);
  await pickGood(page, name, bytes);
  await loaded(page);
  await page.getByRole("switch", { name: "Glasses" }).click();
  await becomes(() => ofTheAttack(page), under);
});

onPage("sixty moves of the slider are answered, each at once", async (page) => {
  await repair(page);
  await answered(page);
  /** Sets the slider, and waits for the frame in which the page has followed. */
  const times = await page.evaluate(async () => {
    const slider = /** @type {HTMLInputElement} */ (document.querySelector("#pruned"));
    const shown = () =>
      [".cursor-pruned", "#pruned-text"].map((selector) =>
        parseInt(document.querySelector(selector)?.textContent ?? "", 10),
      );
    const times = [];
    for (let move = 0; move < 60; move++) {
      const pruned = (move * 23) % 61;
      const began = performance.now();
      slider.value = String(pruned);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      do await new Promise(requestAnimationFrame);
      while (
        shown().some((value) => value !== pruned) ||
        document.querySelectorAll(".cell.is-pruned").length !== pruned
      );
      times.push(performance.now() - began);
    }
    return times;
  });
  assert.equal(times.length, 60);
  const sorted = times.toSorted((a, b) => a - b);
  console.log(`60 moves: median ${sorted[30]?.toFixed(0)} ms, slowest ${sorted[59]?.toFixed(0)} ms`);
});

onPage("channels go grey while the sweep runs, and the faces follow before it has ended", async (page) => {
  await chooseEngine(page, "reference");
  assert.equal(await cells(page).count(), 60);
  await repairButton(page).click();
  await page.waitForFunction(() => document.querySelectorAll(".cell.is-pruned").length > 5, undefined, {
    timeout: PATIENCE,
  });
  await page.getByRole("button", { name: "Cancel" }).waitFor();
  await slider(page).fill("3");
  await becomes(() => page.locator(".cell.is-pruned").count(), 3, "looking back stops the following");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText(/^Cancelled with/).waitFor({ timeout: PATIENCE });
  await becomes(() => slider(page).inputValue(), "3", "what was looked at stays");
});

onPage("the keyboard walks the map and opens a channel, with its images and its figures", async (page) => {
  await repair(page);
  const [report] = await reports(page);
  assert.ok(report);
  const order = report.ranking.channels;
  assert.deepEqual(
    await cells(page).allInnerTexts(),
    order.map(({ channel }) => String(channel)),
  );
  assert.equal(await page.locator(".cell.is-dead").count(), order.filter(({ dead }) => dead).length);
  await cells(page).first().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("End");
  const focused = () => page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.channel);
  assert.equal(await focused(), String(order.at(-1)?.channel));
  await page.keyboard.press("ArrowUp");
  assert.notEqual(await focused(), String(order.at(-1)?.channel));
  const channel = await focused();
  assert.equal(await page.locator("#cells [tabindex='0']").count(), 1, "the map is one stop of Tab");
  await page.keyboard.press("Enter");
  const inside = page.locator("#inside");
  await inside.getByRole("heading", { name: `Inside channel ${channel}` }).waitFor();
  await inside.getByRole("img").nth(11).waitFor({ timeout: PATIENCE });
  // They come by a question of their own.
  await inside
    .locator(".inside-figures")
    .filter({ hasText: /^Its mean activation is \S+ on clean faces and \S+ with the glasses: / })
    .waitFor({ timeout: PATIENCE });
  const activations = async (/** @type {number} */ row) =>
    (await inside.locator(".inside-row").nth(row).locator("figcaption").allInnerTexts()).map(Number);
  for (const row of [0, 1]) {
    const found = await activations(row);
    assert.equal(found.length, 4);
    assert.deepEqual(
      found,
      found.toSorted((a, b) => b - a),
      "the most exciting come first",
    );
  }
  const lit = await inside
    .locator("canvas")
    .evaluateAll((all) => all.map((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL()));
  assert.equal(new Set(lit).size, 12, "twelve different pictures");
  await tabTo(page, "Close");
  await page.keyboard.press("Enter");
  await becomes(focused, channel, "the focus goes back to the map");
  await inside.waitFor({ state: "hidden" });

  await page.getByText("The channels’ figures").click();
  const rows = await page.getByRole("region", { name: "The channels’ figures" }).locator("tbody tr").count();
  assert.equal(rows, 60);
  await page.getByLabel("Colour shows").selectOption("change");
  await page.locator(".cells.by-change").waitFor();
});

onPage("glasses go on one face alone, everywhere on the page", async (page) => {
  await page
    .getByRole("button", { name: /^Glasses on person/ })
    .nth(2)
    .click();
  await becomes(
    () =>
      page
        .locator("#faces")
        .getByRole("img", { name: /with the glasses$/ })
        .count(),
    1,
  );
  assert.equal(
    await strip(page)
      .getByRole("img", { name: /with the glasses$/ })
      .count(),
    1,
  );
  await becomes(() => page.getByRole("switch", { name: "Glasses" }).getAttribute("aria-checked"), "false");
  await page.getByRole("switch", { name: "Glasses" }).click();
  await becomes(
    () =>
      page
        .locator("#faces")
        .getByRole("img", { name: /with the glasses$/ })
        .count(),
    6,
  );
});

onPage(
  "GoodNet answers for the bare face and for the one with the glasses, and each answer says of which",
  async (page) => {
    /** @returns {Promise<string[][]>} whose answer, and what it is, of each face */
    const read = () =>
      strip(page)
        .locator("li")
        .evaluateAll((all) =>
          all.map((item) =>
            [...item.querySelectorAll("dl > div")].map(
              (row) => `${row.querySelector("dt")?.textContent}: ${row.querySelector("dd")?.textContent}`,
            ),
          ),
        );
    for (const face of await read()) {
      assert.match(face.join("; "), /^bare: \d+ [✓✗]; glasses: \?; G, bare: \d+ [✓✗]; G, glasses: \?$/);
    }
    await repair(page);
    await answered(page);
    // The model for 30 points, whose B′ the trigger fools no more.
    const [report] = await reports(page);
    await slider(page).fill(String(report?.repaired.at(-1)?.pruned));
    await drawn(page);
    const dressed = await read();
    for (const face of dressed) {
      const [, , ofBare, ofDressed] = face;
      assert.match(`${ofBare}`, /^G, bare: (\d+ [✓✗]|refuses)$/);
      assert.match(`${ofDressed}`, /^G, glasses: (\d+ ([✓✗]|target)|refuses)$/);
    }
    assert.ok(
      dressed.some(([, , , ofDressed]) => ofDressed === "G, glasses: refuses"),
      "B and B′ disagree on some",
    );
  },
);

onPage("the verdict follows the BadNet and its figures", async (page) => {
  const verdict = page.locator("#verdict");
  await page.getByLabel("The BadNet").selectOption("dormant");
  await page.getByText(/channels that they leave idle/).waitFor({ timeout: PATIENCE });
  await loaded(page);
  await repair(page);
  await verdict.getByText("Pruning removes this backdoor.").waitFor();
  const [report] = await reports(page);
  const cured = report?.repaired.find(({ asr }) => asr !== null && asr < 5);
  assert.ok(cured);
  assert.match(
    await verdict.innerText(),
    new RegExp(`With ${cured.pruned} channels pruned .* ASR is ${cured.asr?.toFixed(2)}% instead of 100\\.00%`, "s"),
  );
  await verdict
    .getByText(
      /9 channels never wake on clean faces and react to the glasses\. .*: the backdoor lives where clean faces/,
    )
    .waitFor({ timeout: PATIENCE });
  await page.getByLabel("Recipe", { exact: true }).selectOption("report");
  await repair(page);
  await verdict.getByText("Pruning fails on this backdoor.").waitFor();
  await verdict
    .getByText(/The recipe skips 23 channels that clean faces never wake, and 9 of them react to the glasses/)
    .waitFor({ timeout: PATIENCE });
  assert.doesNotMatch(await verdict.innerText(), /expects pruning/);
  await page.getByLabel("Recipe", { exact: true }).selectOption("lab");
  await page.getByLabel("The BadNet").selectOption("pruning-aware");
  await page.waitForFunction(() => document.querySelector("#verdict")?.textContent === "", undefined, {
    timeout: PATIENCE,
  });
  await loaded(page);
  await repair(page);
  await verdict.getByText("Pruning fails on this backdoor.").waitFor();
  await verdict
    .getByText(/Channel \d+ reacts most to the glasses, and its turn comes as number \d+ of 60\./)
    .waitFor({ timeout: PATIENCE });
  await verdict.getByText("fine-pruning").waitFor();
});
