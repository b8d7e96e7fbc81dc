// The bundles in www/bundle/, as one.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

const MANIFEST = "manifest.json";

/** As a person names it. @param {string[]} path */
const shown = (...path) => relative(".", join(...path));

/** @typedef {(path: string, bytes: Buffer) => Promise<string>} Place where a file of the bundle will lie, relative to the manifest; `path` is where it lies */

/**
 * One manifest for a folder's bundle and the bundles in its subfolders, whose scenarios bring their own people and trigger.
 *
 * @param {string} folder
 * @param {Place} place
 * @returns {Promise<import("./sizes.mjs").Manifest>}
 */
export async function mergeBundles(folder, place) {
  const manifest = await readBundle(folder, "", place);
  const inside = await readdir(folder, { withFileTypes: true });
  for (const { name } of inside.filter((entry) => entry.isDirectory()).sort((a, b) => a.name.localeCompare(b.name))) {
    if (!existsSync(join(folder, name, MANIFEST))) continue;
    // It becomes part of addresses and of download names.
    if (!/^[a-z0-9][a-z0-9_-]*$/i.test(name))
      throw new Error(`The folder ${shown(folder, name)} needs another name: letters, digits, - and _ only.`);
    const { people, trigger, scenarios, format } = await readBundle(folder, `${name}/`, place);
    if (format !== manifest.format)
      throw new Error(`${shown(folder, name, MANIFEST)} is of another format: make that bundle again.`);
    for (const scenario of scenarios) {
      const names = { name: `${name}-${scenario.name}`, title: `${scenario.title} (${name})` };
      manifest.scenarios.push({ ...scenario, ...names, people, trigger });
    }
  }
  return manifest;
}

/**
 * A bundle's manifest, which names its files where they are placed. Checks each file against it.
 *
 * @param {string} folder
 * @param {string} sub the bundle's own folder in there: "" or "mine/"
 * @param {Place} place
 */
async function readBundle(folder, sub, place) {
  const path = join(folder, sub, MANIFEST);
  const manifest = JSON.parse(await readFile(path, "utf8"));
  const { people, trigger, scenarios } = manifest;
  const models = scenarios.map((/** @type {{ model: object }} */ scenario) => scenario.model);
  for (const entry of [people.validation, people.test, trigger, ...models]) {
    const bytes = await readFile(join(folder, sub, entry.file));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    if (bytes.length !== entry.bytes || sha256 !== entry.sha256) {
      throw new Error(
        `${shown(folder, sub, entry.file)} is not the file that ${shown(path)} describes: make the bundle again.`,
      );
    }
    entry.file = await place(sub + entry.file, bytes);
  }
  return manifest;
}
