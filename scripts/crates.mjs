// Fails where a crate depends on what ARCHITECTURE.md says it must not: on another of ours that no arrow leads to, or on what belongs
// to few. What tests and benches alone need does not count.

import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";

/** The arrows of ARCHITECTURE.md. A crate may name what they lead to, over others too. @type {Record<string, string[]>} */
const ARROWS = {
  goodnet: ["goodnet-gpu", "goodnet-files", "goodnet-plot", "goodnet-core"],
  "goodnet-circles": [],
  "goodnet-core": ["goodnet-data", "goodnet-kernels", "goodnet-onnx"],
  "goodnet-data": [],
  "goodnet-faces": [],
  "goodnet-files": ["goodnet-data", "goodnet-onnx"],
  "goodnet-forge": ["goodnet-core", "goodnet-faces", "goodnet-onnx"],
  "goodnet-gpu": ["goodnet-core"],
  "goodnet-js": ["goodnet-data"],
  "goodnet-kernels": [],
  "goodnet-onnx": ["goodnet-data"],
  "goodnet-plot": [],
  "goodnet-types": ["goodnet-web", "goodnet-web-files"],
  "goodnet-web": ["goodnet-js", "goodnet-gpu"],
  "goodnet-web-files": ["goodnet-js", "goodnet-files", "goodnet-plot"],
};

/** What JavaScript looks like in Rust; wgpu speaks to it by itself. */
const FACES = ["goodnet-js", "goodnet-web", "goodnet-web-files"];
/** Crates that only these of ours may name. @type {Record<string, string[]>} */
const NAMED_BY = {
  "js-sys": [...FACES, "goodnet-gpu"],
  "wasm-bindgen": FACES,
  "wasm-bindgen-futures": FACES,
  "web-sys": FACES,
};

/** Crates that these of ours must not reach, by whatever way, and why. */
const UNREACHED = [
  {
    crate: /^tract-/,
    from: ["goodnet-data", "goodnet-files", "goodnet-js", "goodnet-onnx", "goodnet-plot", "goodnet-web-files"],
    why: "tract is most of a module, and the module that reads files does without",
  },
  {
    crate: /^wgpu/,
    from: [
      "goodnet-core",
      "goodnet-data",
      "goodnet-files",
      "goodnet-js",
      "goodnet-onnx",
      "goodnet-plot",
      "goodnet-web-files",
    ],
    why: "only goodnet-gpu speaks to a GPU",
  },
];

/**
 * @typedef {{ name: string, dependencies: { name: string, kind: string | null }[], id: string }} Package
 * @typedef {{ id: string, deps: { pkg: string, dep_kinds: { kind: string | null }[] }[] }} Node
 * @typedef {{ packages: Package[], workspace_members: string[], resolve: { nodes: Node[] } }} Metadata what `cargo metadata` says
 */

/**
 * Every dependency that must not be, in a sentence.
 *
 * @param {Metadata} metadata
 * @returns {string[]}
 */
export function forbidden(metadata) {
  const packages = new Map(metadata.packages.map((one) => [one.id, one]));
  const ours = metadata.workspace_members.flatMap((id) => packages.get(id) ?? []);
  return ours.flatMap((one) => [
    ...unknown(one),
    ...named(one, ours),
    ...reached(one, packages, metadata.resolve.nodes),
  ]);
}

/** @param {Package} one */
function unknown({ name }) {
  return name in ARROWS
    ? []
    : [`${name} is new: say in ARCHITECTURE.md and in scripts/crates.mjs what it may depend on.`];
}

/**
 * What the arrows lead to.
 *
 * @param {string} name
 * @returns {string[]}
 */
function within(name) {
  return [...new Set((ARROWS[name] ?? []).flatMap((next) => [next, ...within(next)]))];
}

/**
 * @param {Package} one
 * @param {Package[]} ours
 */
function named({ name, dependencies }, ours) {
  const allowed = within(name);
  const names = new Set(dependencies.filter(({ kind }) => kind !== "dev").map((dependency) => dependency.name));
  return [...names].flatMap((dependency) => {
    const isOurs = ours.some((other) => other.name === dependency);
    if (isOurs && name in ARROWS && !allowed.includes(dependency)) {
      return [
        `${name} depends on ${dependency}, and no arrow of ARCHITECTURE.md leads there (it may depend on: ${allowed.join(", ") || "none of ours"}).`,
      ];
    }
    const who = NAMED_BY[dependency];
    return who === undefined || who.includes(name)
      ? []
      : [`${name} depends on ${dependency}, which only ${who.join(", ")} may name.`];
  });
}

/**
 * @param {Package} one
 * @param {Map<string, Package>} packages
 * @param {Node[]} nodes
 */
function reached({ name, id }, packages, nodes) {
  const edges = new Map(
    nodes.map((node) => [
      node.id,
      node.deps.filter(({ dep_kinds: kinds }) => kinds.some(({ kind }) => kind === null)).map(({ pkg }) => pkg),
    ]),
  );
  return UNREACHED.filter(({ from }) => from.includes(name)).flatMap(({ crate, why }) => {
    const way = shortestWay(id, edges, (other) => crate.test(packages.get(other)?.name ?? ""));
    if (way === undefined) return [];
    return [
      `${name} reaches ${packages.get(way[way.length - 1])?.name} (${way.map((step) => packages.get(step)?.name).join(" -> ")}): ${why}.`,
    ];
  });
}

/**
 * @param {string} start
 * @param {Map<string, string[]>} edges
 * @param {(id: string) => boolean} isGoal
 * @returns {string[] | undefined} from start to goal
 */
function shortestWay(start, edges, isGoal) {
  const ways = [[start]];
  const seen = new Set([start]);
  for (const way of ways) {
    const here = way[way.length - 1];
    if (isGoal(here)) return way;
    for (const next of edges.get(here) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const told = execFileSync(
    "cargo",
    ["metadata", "--format-version", "1", "--locked", "--filter-platform", "wasm32-unknown-unknown"],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  const sentences = forbidden(JSON.parse(told));
  for (const sentence of sentences) console.error(sentence);
  if (sentences.length > 0) process.exitCode = 1;
}
