// What is measured: a BadNet on a bundle's validation images, in the forms that every runtime takes.

import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./tools.js";

/**
 * @import { SweepReport } from "../../crate/web/src/types.js"
 * @import { Step } from "./loop.js"
 */

const EXPORT = fileURLToPath(new URL("native/export.py", import.meta.url));
const RESIZE = fileURLToPath(new URL("native/resize.py", import.meta.url));

/**
 * @typedef {object} Case
 * @property {string} name also its folder's name
 * @property {string} scenario
 * @property {string} bundle the bundle's folder
 * @property {string | null} manifest where the bench's pages find that bundle; null: the built page's own
 * @property {string} folder where its files are
 * @property {number} images in each of the two sets
 * @property {number[]} order the channels as goodnet ranks them, first to be pruned first
 * @property {Step[]} steps what goodnet reports of the sweep; all are known at 0 ms
 * @property {SweepReport} sweep how goodnet computed it
 */

/**
 * @param {{ name: string, scenario: string, bundle: string, into: string, manifest?: string | null }} wanted
 * @returns {Promise<Case>}
 */
export async function prepare({ name, scenario, bundle, into, manifest: url = null }) {
  const folder = join(into, name);
  await mkdir(folder, { recursive: true });
  const manifest = JSON.parse(await readFile(join(bundle, "manifest.json"), "utf8"));
  const { model } = manifest.scenarios.find((/** @type {{ name: string }} */ entry) => entry.name === scenario);
  const file = join(bundle, model.file);
  const json = join(folder, "report.json");
  await run("GOODNET_PARITY", [bundle, scenario, file, folder]);
  await run("GOODNET_CLI", ["prune", "--bundle", bundle, "--scenario", scenario, "--recipe", "lab", "--json", json]);
  const report = JSON.parse(await readFile(json, "utf8"));
  await copyFile(file, join(folder, "model.onnx"));
  await run("GOODNET_PYTHON", [EXPORT, file, report.convolution, folder]);
  const { images } = manifest.people.validation;
  const count = (/** @type {number} */ percent) => Math.round((percent * images) / 100);
  const steps = report.steps.map((/** @type {any} */ { pruned, clean, asr, ties }) => ({
    pruned,
    clean: count(clean),
    asr: count(asr),
    ties,
    at: 0,
  }));
  const order = report.ranking.channels.map((/** @type {{ channel: number }} */ { channel }) => channel);
  return { name, scenario, bundle, manifest: url, folder, images, order, steps, sweep: report.sweep };
}

/**
 * A scenario with another number of validation images.
 *
 * @param {{ scenario: string, bundle: string, images: number, into: string }} wanted
 * @returns {Promise<Case>}
 */
export async function prepareSize({ scenario, bundle, images, into }) {
  const resized = `bundle-${images}`;
  await run("GOODNET_PYTHON", [RESIZE, bundle, images, join(into, resized)]);
  const manifest = `/data/${resized}/manifest.json`;
  return prepare({ name: `${scenario}-${images}`, scenario, bundle: join(into, resized), into, manifest });
}
