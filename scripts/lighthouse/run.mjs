// Measures dist/ with Lighthouse, as a phone and as a desktop, and writes the figures to docs/lighthouse.md. Any category
// below BOUND is an error.

import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { serve } from "../serve.mjs";

const DOCS = fileURLToPath(new URL("../../docs/lighthouse.md", import.meta.url));
const BOUND = 95;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const METRICS = [
  "first-contentful-paint",
  "largest-contentful-paint",
  "total-blocking-time",
  "cumulative-layout-shift",
  "speed-index",
];
/** One run in three may be an unlucky one: the median counts. */
const RUNS = 3;

const chromePath = process.env.GOODNET_CHROMIUM;
if (!chromePath) throw new Error("GOODNET_CHROMIUM has to name Chromium's executable; ./build.sh lighthouse sets it");

/**
 * @param {string} url
 * @param {typeof desktopConfig | undefined} config
 */
async function measure(url, config) {
  const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-quic"] });
  try {
    const result = await lighthouse(url, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "error" }, config);
    if (!result) throw new Error("Lighthouse gave no result");
    const { lhr } = result;
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    return lhr;
  } finally {
    chrome.kill();
  }
}

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const site = await serve({ base: "/goodnet/" });
const rows = [];
let version = "";
const missed = [];
for (const [device, config] of /** @type {const} */ ([
  ["phone (Lighthouse’s slow 4G, processor slowed down four times)", undefined],
  ["desktop", desktopConfig],
])) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push(await measure(site.url, config));
  version = `Lighthouse ${runs[0]?.lighthouseVersion}, ${/(Chrome\/[\d.]+)/.exec(runs[0]?.userAgent ?? "")?.[1]}`;
  const scores = CATEGORIES.map((name) =>
    Math.round(100 * median(runs.map((lhr) => lhr.categories[name]?.score ?? 0))),
  );
  const metrics = METRICS.map((name) => {
    const value = median(runs.map((lhr) => lhr.audits[name]?.numericValue ?? NaN));
    return name === "cumulative-layout-shift" ? value.toFixed(3) : `${Math.round(value)} ms`;
  });
  rows.push([device, ...scores, ...metrics]);
  for (const [i, score] of scores.entries())
    if (score < BOUND) missed.push(`${CATEGORIES[i]} on a ${device}: ${score}`);
  const failed = Object.values(runs[0]?.audits ?? {}).filter(({ score }) => score !== null && score < 0.9);
  for (const { id, title, displayValue } of failed) console.log(`${device}: ${id}: ${title} ${displayValue ?? ""}`);
}
await site.close();

const head = [
  "",
  ...CATEGORIES.map((name) => name.replace("-", " ").replace("seo", "SEO")),
  "first paint",
  "largest paint",
  "blocked",
  "layout shift",
  "speed index",
];
const table = [head, head.map((_, i) => (i === 0 ? "---" : "--:")), ...rows]
  .map((cells) => `| ${cells.join(" | ")} |`)
  .join("\n");
await writeFile(
  DOCS,
  `# Lighthouse

Written by \`./build.sh lighthouse\`, which measures dist/ from a server on the same machine that sends plain files, not gzipped, without any
header of a cache: the median of ${RUNS} runs each, ${version}. The command fails where a category is below ${BOUND}.

${table}
`,
);
console.log(table);
if (missed.length > 0) throw new Error(`Lighthouse is to give ${BOUND} at least: ${missed.join("; ")}`);
