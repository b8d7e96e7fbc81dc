// The licences of what others wrote and dist/ contains: most ask that their text goes along. Equal texts stand there once.
//
// What is in the modules is asked of cargo, for the browser alone: macros and build scripts run here and are not part of them. What
// is in the scripts is told by esbuild, which put them together.

import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TARGET = "wasm32-unknown-unknown";
const CRATES = ["goodnet-web", "goodnet-web-files"];
const TEXT = /^(licen[cs]e|copying|copyright|notice|unlicense)/i;

/** Those of them that say what is allowed, not only who wrote it. */
const LICENCE = /^(licen[cs]e|copying|unlicense)/i;
/** Texts that lie elsewhere in a package, by its name: those of fonts. @type {Record<string, RegExp>} */
const ELSEWHERE = { epaint_default_fonts: /^fonts\/.*\.txt$/ };
const LINE = "-".repeat(80);

/** @typedef {{ name: string, version: string, licence: string, authors: string[], folder: string | null }} Package */

/**
 * @param {string[]} scripts the files that the page's scripts are made of, relative to the repository
 * @returns {Promise<string>}
 */
export async function notices(scripts) {
  const standard = {
    name: "Rust’s standard library",
    version: "",
    licence: "MIT OR Apache-2.0",
    authors: [],
    folder: null,
  };
  const packages = [...crates(), standard, ...(await modules(scripts))];
  /** By their words, for line ends differ. @type {Map<string, { text: string, number: number }>} */
  const texts = new Map();
  const list = [];
  for (const one of packages) {
    const numbers = [];
    for (const text of await textsOf(one)) {
      const words = text.split(/\s+/).join(" ").trim();
      const known = texts.get(words) ?? { text, number: texts.size + 1 };
      texts.set(words, known);
      numbers.push(known.number);
    }
    list.push(
      `${[one.name, one.version].filter(Boolean).join(" ")}: ${one.licence}. ${numbers.length === 1 ? "Text" : "Texts"} ${numbers.join(", ")}`,
    );
  }
  const own = await readFile(join(ROOT, "LICENSE-MIT"), "utf8");
  // Hosts do not say in what letters a text file is written; this mark does, and names have letters of all kinds.
  const utf8 = "\uFEFF";
  return [
    `${utf8}goodnet is licensed under MIT or Apache-2.0, as you like:`,
    own.trim(),
    "It contains what others wrote. Where several licences are named, their texts follow as far as the package brings them.",
    list.join("\n"),
    ...[...texts.values()].map(
      ({ text, number }) => `${LINE}\nText ${number}\n${LINE}\n\n${text.replaceAll("\r\n", "\n").trim()}`,
    ),
  ]
    .join("\n\n")
    .concat("\n");
}

/**
 * What is compiled into the two modules.
 *
 * @returns {Package[]}
 */
function crates() {
  const cargo = (/** @type {string[]} */ ...args) =>
    execFileSync("cargo", [...args, "--locked"], { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28 });
  const tree = (/** @type {string} */ crate) =>
    cargo("tree", "-p", crate, "--target", TARGET, "--edges", "normal,no-proc-macro", "--prefix", "none");
  const built = new Set(
    CRATES.flatMap((crate) =>
      tree(crate)
        .split("\n")
        .map((line) => line.split(" ").slice(0, 2).join(" ")),
    ),
  );
  // The tree does not say where a crate lies, and this says it of all, whether they are built or not.
  /** @type {{ packages: { name: string, version: string, license: string, authors: string[], manifest_path: string, source: string | null }[] }} */
  const { packages } = JSON.parse(cargo("metadata", "--format-version", "1", "--filter-platform", TARGET));
  return packages
    .filter(({ name, version, source }) => source !== null && built.has(`${name} v${version}`))
    .map(({ name, version, license, authors, manifest_path: path }) => ({
      name,
      version,
      licence: license,
      authors,
      folder: dirname(path),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * The npm packages that the page's scripts are made of.
 *
 * @param {string[]} scripts
 * @returns {Promise<Package[]>}
 */
async function modules(scripts) {
  const folders = new Set(scripts.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  return Promise.all(
    [...folders].sort().map(async (folder) => {
      const { name, version, license } = JSON.parse(await readFile(join(ROOT, folder, "package.json"), "utf8"));
      return { name, version, licence: license, authors: [], folder: join(ROOT, folder) };
    }),
  );
}

/**
 * A package's own texts. Some bring none: then Apache's holds, which is the same for all, or MIT's with the authors' names.
 *
 * @param {Package} from
 * @returns {Promise<string[]>}
 */
async function textsOf({ name, licence, authors, folder }) {
  const found = folder === null ? [] : await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder ?? "", join(entry.parentPath, entry.name)).replaceAll(sep, "/"));
  const read = (/** @type {string} */ file) => readFile(join(folder ?? "", file), "utf8");
  const elsewhere = files.filter((file) => ELSEWHERE[name]?.test(file));
  const top = files.filter((file) => TEXT.test(file) && !file.includes("/"));
  const texts = await Promise.all([...top, ...elsewhere].sort().map(read));
  if (top.some((file) => LICENCE.test(file))) return texts;
  if (/Apache-2\.0/.test(licence)) return [...texts, await readFile(join(ROOT, "LICENSE-APACHE"), "utf8")];
  if (licence !== "MIT" || authors.length === 0)
    throw new Error(`${name} (${licence}) brings no text of its licence: find it, and teach scripts/notices.mjs.`);
  const own = await readFile(join(ROOT, "LICENSE-MIT"), "utf8");
  return [own.replace(/^Copyright .*$/m, `Copyright (c) ${authors.join(", ")}`)];
}
