// The page on which goodnet runs: the built worker and module, through the page's own client.

import { Client, GoodnetError } from "../../../www/js/client.js";

/**
 * @import { EngineInfo, RepairOptions } from "../../../crate/web/src/types.js"
 * @import { Step } from "../loop.js"
 */

/**
 * @typedef {object} Sweep
 * @property {EngineInfo} engine what did the work
 * @property {number[]} order the channels, first pruned first
 * @property {Step[]} steps
 */

/**
 * @typedef {object} Goodnet
 * @property {(manifest: string | null) => Promise<void>} open starts a worker on the built page's bundle or on another one
 * @property {(scenario: string, options: RepairOptions) => Promise<Sweep>} sweep
 */

/** @type {Client | null} */
let client = null;

/**
 * @param {string | null} manifest the URL of another bundle's
 * @returns {Promise<any>} where the built page says its parts are
 */
async function builtPlaces(manifest) {
  const index = new URL("/dist/index.html", location.href);
  const page = new DOMParser().parseFromString(await (await fetch(index)).text(), "text/html");
  const named = Object.entries(page.documentElement.dataset).map(([name, path]) => [name, new URL(path ?? "", index).href]);
  return { ...Object.fromEntries(named), ...(manifest === null ? {} : { manifest: new URL(manifest, location.href).href }) };
}

/** @type {any} */ (globalThis).bench = /** @satisfies {Goodnet} */ ({
  async open(manifest) {
    client?.close();
    client = new Client(await builtPlaces(manifest));
  },

  async sweep(scenario, options) {
    if (client === null) throw new Error("no bundle is open on this page");
    // Opened anew, so that nothing is left of the last sweep. Its time does not count: the others' images are read, too.
    const { images } = await client.call("open", { scenario });
    const count = (/** @type {number} */ percent) => Math.round((percent * images.validation) / 100);
    const done = new AbortController();
    let engine = /** @type {EngineInfo | null} */ (null);
    let order = /** @type {number[]} */ ([]);
    const steps = /** @type {Step[]} */ ([]);
    const began = performance.now();
    const repair = client.call("repair", options, {
      signal: done.signal,
      onProgress(event) {
        if (event.kind === "engine") engine = event;
        else if (event.kind === "ranked") order = event.channels.map(({ channel }) => channel);
        else if (event.kind === "step") {
          const { pruned, clean, asr, ties } = event;
          steps.push({ pruned, clean: count(clean), asr: count(asr), ties, at: performance.now() - began });
          // Test images are no part of what is compared.
          if (pruned === order.length) done.abort();
        }
      },
    });
    try {
      await repair;
    } catch (error) {
      if (!(error instanceof GoodnetError) || error.kind !== "cancelled") throw error;
    }
    if (engine === null) throw new Error("goodnet named no engine");
    return { engine, order, steps };
  },
});
