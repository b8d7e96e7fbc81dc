// docs/benchmarks.md and its plots, from what was measured.
//
//   node tests/bench/docs.js      writes them again from target/bench/results.json

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cancels, costs, gpuLine, inTables, kernels, promises, startupLine, work } from "./tables.js";
import { run } from "./tools.js";

/**
 * @import { Alone } from "./alone.js"
 * @import { Results } from "./rows.js"
 */

const PAGE = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));
const PLOTS = fileURLToPath(new URL("../../docs/benchmarks", import.meta.url));
const DRAW = fileURLToPath(new URL("plots.py", import.meta.url));
const RESULTS = fileURLToPath(new URL("../../target/bench/results.json", import.meta.url));

/** @param {Results} results as they stand in target/bench/results.json */
export async function writeDocs(results) {
  await run("GOODNET_PYTHON", [DRAW, RESULTS, PLOTS]);
  await writeFile(PAGE, text(results));
}

/** @param {Results} results */
function text(results) {
  const { machine, versions, rounds, loops, scenarios, alone } = results;
  const [{ images }] = Object.values(scenarios);
  const measuredWith = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const gpu = Object.values(scenarios).some(({ browser }) => browser.some(({ id }) => id === "goodnet webgpu"));
  return `# Benchmarks

\`./build.sh bench\` writes this page. All figures are from one run on one machine, so only their ratios say something of yours.

## What goodnet promises

${promises(results)}

A sweep prunes all 60 channels of \`conv_3\`, one at a time, and scores every step on the clean and the poisoned validation
images. "The lab's loop" does the same as the notebooks do: 61 times all images go through the whole network.

## The machine

${machine.cpu}, ${machine.cores} cores, ${machine.memory} GiB, ${machine.system}. ${measuredWith.join(", ")}.

## In Chromium

${inTables(results, "browser")}

## Natively

${inTables(results, "native")}

## What more images and more channels cost

![Time against the number of images: every line is straight and equally steep](benchmarks/images.svg)

${costs(results)}

![Time until a step is known against the number of channels pruned: the loops climb, goodnet's sweep is nearly flat](benchmarks/channels.svg)

## What a sweep computes

A step leaves the scores of many images as they were. For others a bound on how far the scores can have moved tells whether
the label still wins, so that the output layer is not computed. The rest is computed in full. Shares of all decisions:

${work(results)}

${alone === null ? "" : ofGoodnetAlone(alone)}
## How it is measured

- One Chromium runs everything. The contestants take turns, and each figure is the median of ${rounds} turns${loops < rounds ? ` (those of the loops of ${loops})` : ""}. Each contestant's
  first pass is not counted: code is compiled then.
- Everybody gets the same images, ${images.toLocaleString("en")} clean and ${images.toLocaleString("en")} poisoned ones, as u8. Making f32 of them counts.
- Everybody prunes the same channels in the same order: goodnet's ranking, recipe \`lab\`. goodnet's time includes the ranking.
- After every step, everybody counts the images that are classified as their label. A count that differs from goodnet's by
  more than the ties that goodnet lists is a mismatch.
- goodnet's forward pass ends when the first point of the curve is known. goodnet is driven through the page's own client,
  worker and messages.
- The loops are written as kindly as we can: ONNX Runtime is given a graph whose \`conv_3\` weights are inputs, so that no step
  needs a new session. TensorFlow.js and Keras set the layer's weights. Networks answer with logits, without a softmax.
- The others use the batch size, of 64, 256 and 1,283, with which they are fastest here. Keras has both its default, 32, and 256.
- "GitHub Pages" is a page without the headers COOP and COEP: no shared memory, so ONNX Runtime Web and TensorFlow.js have
  one thread. goodnet's workers need no header. With the headers, TensorFlow.js uses half of the cores; where that is one
  thread it is not measured again.
- WebGPU is measured where the adapter is a real one.${gpu ? "" : " This machine has none."}

## To repeat it

\`\`\`
./build.sh bench                       # an hour and a half; writes this page
./build.sh bench --quick --json FILE   # ten minutes; writes the ratios to FILE
./build.sh bench --alone               # ten minutes; where the time goes, start-up, cancelling, WebGPU: anew on this page
\`\`\`

Leave the machine alone meanwhile.
`;
}

/** @param {Alone} alone */
const ofGoodnetAlone = (alone) => `## Where the time of a sweep goes

One worker, by V8's profile. The peak is what this Chromium reaches with relaxed SIMD's multiply-add on registers alone:
${(alone.profile.peak / 1e9).toFixed(1)} G multiply-adds a second on one core, 128 bits at a time. Dense layers are what reads the cut (taken anew five times in
a sweep, as half of the channels are gone), \`fc_2\` for every image that a step changed, and the scores where no bound tells; zeros,
which are skipped, count as if they were not, so that these layers may seem to beat the peak.

${kernels(alone)}

## Start-up

${startupLine(alone)}

## How soon a cancel takes effect

From the click to the end of the repair, at seven moments of a sweep of \`badnet\`:

${cancels(alone)}

## What WebGPU is given to do

${gpuLine(alone)} Figures of time on an adapter of software say nothing of a GPU.
`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await writeDocs(JSON.parse(await readFile(RESULTS, "utf8")));
}
