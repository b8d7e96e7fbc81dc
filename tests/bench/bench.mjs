// goodnet against its peers, side by side. `./build.sh bench` sets up what this needs and runs it.
//
//   ./build.sh bench [--loops N]           everything; writes docs/benchmarks.md; the slow loops N times instead of 5
//   ./build.sh bench --quick --json FILE   minutes; writes the promised ratios to FILE
//   ./build.sh bench --alone               minutes; measures anew what needs no peer, and writes docs/benchmarks.md

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measureAlone } from "./alone.js";
import { startBrowser } from "./browser.js";
import { prepare, prepareSize } from "./cases.js";
import { goodnetEngines, otherRuntime } from "./contestants.js";
import { writeDocs } from "./docs.js";
import { machine, npmVersions } from "./machine.js";
import { nativeGoodnet, pythonLoop } from "./native.js";
import { allMismatches, rows } from "./rows.js";
import { say } from "./tools.js";
import { takeTurns } from "./turns.js";

/** @import { Case } from "./cases.js" */
/** @import { Results } from "./rows.js" */

const BUNDLE = fileURLToPath(new URL("../../www/bundle", import.meta.url));
const WORK = fileURLToPath(new URL("../../target/bench", import.meta.url));
const SCENARIOS = ["badnet", "pruning-aware"];
/** Numbers of images for the plots, beside the bundle's own; the lab's loop runs on the first few. */
const SIZES = { scenario: "pruning-aware", images: [160, 321, 642, 2566], loopsUpTo: 642 };
const KERAS_BATCHES = [32, 256];

const RESULTS = join(WORK, "results.json");

const flag = /** @type {const} */ ({ type: "boolean", default: false });
const { values: asked } = parseArgs({
  options: { quick: flag, alone: flag, loops: { type: "string", default: "5" }, json: { type: "string" } },
});
const turns = asked.quick ? { rounds: 3, loops: 1 } : { rounds: 5, loops: Number(asked.loops) };

const versions = await npmVersions();

/** @param {string} data the folder for what is prepared */
async function prepareCases(data) {
  await rm(data, { recursive: true, force: true });
  const cases = /** @type {Case[]} */ ([]);
  for (const scenario of SCENARIOS) {
    say(`Preparing ${scenario}`);
    cases.push(await prepare({ name: scenario, scenario, bundle: BUNDLE, into: data }));
  }
  const sizes = /** @type {Case[]} */ ([]);
  for (const images of asked.quick ? [] : SIZES.images) {
    say(`Preparing ${SIZES.scenario} with ${images} images`);
    sizes.push(await prepareSize({ scenario: SIZES.scenario, bundle: BUNDLE, images, into: data }));
  }
  return { cases, sizes };
}

/**
 * @param {Case[]} cases
 * @param {Case[]} sizes
 * @param {Results} results gets what is measured, part by part
 */
async function inChromium(cases, sizes, results) {
  const browser = await startBrowser(WORK);
  try {
    versions.Chromium = browser.version;
    const ours = await goodnetEngines(browser, { all: !asked.quick });
    say("Finding the batch sizes that suit the others best");
    const peers = [];
    for (const isolated of asked.quick ? [false] : [false, true]) {
      for (const name of /** @type {const} */ (["ort", "tfjs"])) {
        const peer = await otherRuntime(browser, name, { isolated, tuneOn: cases[0] });
        // TensorFlow.js takes half of the cores: with two it has no use for COOP and COEP.
        if (!isolated || peer.threads > 1) peers.push(peer);
      }
    }
    for (const one of cases) {
      const { images, sweep } = one;
      results.scenarios[one.scenario] = {
        images,
        sweep,
        browser: await takeTurns([...ours, ...peers], one, turns),
        native: [],
      };
      await save(results);
    }
    const plain = [
      ...ours.filter(({ id }) => id.startsWith("goodnet simd")),
      ...peers.filter(({ id }) => id.endsWith("plain")),
    ];
    for (const one of sizes) {
      const browserTurns = await takeTurns(plain, one, { rounds: 3, loops: one.images <= SIZES.loopsUpTo ? 1 : 0 });
      results.sizes.push({ images: one.images, browser: browserTurns });
      await save(results);
    }
  } finally {
    await browser.stop();
  }
}

/** @param {Case} one */
async function natively(one) {
  const tellVersions = (/** @type {Record<string, string>} */ told) => void Object.assign(versions, told);
  const keras = KERAS_BATCHES.map((batch) => pythonLoop("keras", batch, tellVersions));
  const onnx = asked.quick ? [] : [pythonLoop("ort", 256, tellVersions)];
  return takeTurns([nativeGoodnet(), ...keras, ...onnx], one, turns);
}

/** A long run that is broken off keeps what it has. @param {Results} results */
async function save(results) {
  await mkdir(WORK, { recursive: true });
  await writeFile(RESULTS, JSON.stringify(results, null, 1));
}

/** @returns {Promise<Results>} */
async function sideBySide() {
  const { cases, sizes } = await prepareCases(join(WORK, "data"));
  const results = /** @type {Results} */ ({
    machine: machine(),
    versions,
    ...turns,
    scenarios: {},
    sizes: [],
    alone: null,
  });
  await inChromium(cases, sizes, results);
  for (const one of asked.quick ? cases.filter(({ scenario }) => scenario === "pruning-aware") : cases) {
    results.scenarios[one.scenario].native = await natively(one);
    await save(results);
  }
  return results;
}

const results = asked.alone ? /** @type {Results} */ (JSON.parse(await readFile(RESULTS, "utf8"))) : await sideBySide();
if (!asked.quick) results.alone = await measureAlone(WORK, BUNDLE, results.scenarios, turns.rounds);
await save(results);
const summary = { rows: rows(results), mismatches: allMismatches(results) };
if (asked.json !== undefined) await writeFile(asked.json, `${JSON.stringify(summary, null, 2)}\n`);
if (!asked.quick) await writeDocs(results);
for (const { name, ours_ms, theirs_ms, ratio } of summary.rows) {
  console.log(
    `${name.padEnd(40)} ${ours_ms.toFixed(0).padStart(8)} ms ${theirs_ms.toFixed(0).padStart(8)} ms  ${ratio.toFixed(4)}`,
  );
}
console.log(`mismatches: ${summary.mismatches}`);
if (summary.mismatches > 0) process.exitCode = 1;
