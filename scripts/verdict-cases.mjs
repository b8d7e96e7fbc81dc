// Repairs every BadNet of the bundle with both recipes, and with the lab's but for one choice, on the built page in
// Chromium, and writes tests/cases/verdicts.json: what tests/page/verdict-cases.test.js judges. A few minutes:
//
//     GOODNET_CHROMIUM=/usr/bin/chromium node scripts/verdict-cases.mjs

import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { assertQuiet, openPage, reports, start } from "../tests/e2e/support/browser.js";
import { loaded, PATIENCE, repair } from "../tests/e2e/support/page.js";
import { PRESETS } from "../www/js/features/defences/pruning/recipe.js";

/** @import { MeanActivations, PruningOutcome, RecipeOptions } from "../crate/web/src/types.js" */
/** @import { VerdictCase } from "../tests/page/support/verdict-cases.js" */

const FILE = fileURLToPath(new URL("../tests/cases/verdicts.json", import.meta.url));
const SCENARIOS = ["badnet", "dormant", "pruning-aware"];

/** @type {Record<string, RecipeOptions>} */
const RECIPES = {
  ...PRESETS,
  activation: { ...PRESETS.lab, activation: "conv" },
  bias: { ...PRESETS.lab, bias: "keep" },
  dead: { ...PRESETS.lab, dead: "skip" },
  stop: { ...PRESETS.lab, stop: "more-than" },
};

/** @param {RecipeOptions} recipe as a link says it */
const named = ({ activation, bias, dead, stop }) => [activation, bias, dead, stop].join(",");

/** Runs in the page: keeps what is known of the channels, as the worker tells it. */
function recordActivations() {
  globalThis.Worker = class extends Worker {
    /** @param {ConstructorParameters<typeof Worker>} args */
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        if (data.type === "result" && Array.isArray(data.value?.channels) && "images" in data.value)
          /** @type {any} */ (globalThis).activations = data.value;
      });
    }
  };
}

/** Enough that no sentence comes out otherwise. @param {number | null} value */
const short = (value) => (value === null ? null : Number(value.toPrecision(7)));

/**
 * @param {string} recipe
 * @param {PruningOutcome} report
 * @returns {VerdictCase["results"][string]}
 */
function compact(recipe, { baseline, ranking, repaired, steps }) {
  return {
    recipe: /** @type {RecipeOptions} */ (RECIPES[recipe]),
    order: ranking.channels.map(({ channel }) => channel),
    dead: ranking.channels.filter(({ dead }) => dead).length,
    clean: steps.map(({ clean }) => /** @type {number} */ (short(clean))),
    asr: steps.map(({ asr }) => short(asr)),
    baseline,
    repaired,
  };
}

/**
 * @param {Awaited<ReturnType<typeof start>>} world
 * @param {string} scenario
 * @returns {Promise<VerdictCase>}
 */
async function measured(world, scenario) {
  /** @type {VerdictCase["results"]} */
  const results = {};
  /** @type {MeanActivations | null} */
  let activations = null;
  for (const [name, recipe] of Object.entries(RECIPES)) {
    const hash = `#scenario=${scenario}&recipe=${named(recipe)}`;
    const opened = await openPage(world, { hash, before: recordActivations });
    const { page } = opened;
    await loaded(page);
    await repair(page);
    await page.locator("#verdict").getByText("Why.").waitFor({ timeout: PATIENCE });
    await page.waitForFunction(() => "activations" in globalThis, undefined, { timeout: PATIENCE });
    activations = await page.evaluate(() => /** @type {any} */ (globalThis).activations);
    const [report] = await reports(page);
    if (report === undefined) throw new Error(`${scenario}, ${name}: there is no report`);
    results[name] = compact(name, report);
    assertQuiet(opened);
    await opened.close();
  }
  if (activations === null) throw new Error(`${scenario}: nothing is known of the channels`);
  const { channels, convolution, images } = activations;
  return {
    activations: {
      convolution,
      images,
      clean: channels.map(({ clean }) => /** @type {number} */ (short(clean))),
      poisoned: channels.map(({ poisoned }) => /** @type {number} */ (short(poisoned))),
    },
    results,
  };
}

const world = await start();
try {
  /** @type {Record<string, VerdictCase>} */
  const cases = {};
  for (const scenario of SCENARIOS) cases[scenario] = await measured(world, scenario);
  // A list of numbers on one line, as people would write it.
  const text = JSON.stringify(cases, null, 1).replace(/\[[^[\]{}]*\]/gu, (list) => list.replace(/\s+/gu, " "));
  await writeFile(FILE, `${text}\n`);
} finally {
  await world.stop();
}
