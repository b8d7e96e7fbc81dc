// The page on which goodnet runs: the built worker and module, through the page's own client.

import { Client, GoodnetError } from "../../../www/js/client/client.js";

/**
 * @import { EngineInfo, DefenceRequest } from "../../../crate/web/src/types.js"
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
 * @property {(manifest: string | null, modules?: string) => Promise<void>} open starts a worker on the built page's
 *   bundle or on another one, with the built page's modules or with those in another folder
 * @property {(scenario: string, options: DefenceRequest) => Promise<Sweep>} sweep
 * @property {(scenario: string, options: DefenceRequest, steps: number) => Promise<number>} cancel milliseconds from the
 *   click that cancels, once so many steps are known, to the end of the repair
 */

/** @type {Client | null} */
let client = null;

/**
 * @param {string | null} manifest the URL of another bundle's
 * @param {string} [modules] the URL of a folder with other builds of the module
 * @returns {Promise<any>} where the built page says its parts are
 */
async function builtPlaces(manifest, modules) {
  const index = new URL("/dist/index.html", location.href);
  const page = new DOMParser().parseFromString(await (await fetch(index)).text(), "text/html");
  const named = Object.entries(page.documentElement.dataset).map(([name, path]) => [
    name,
    new URL(path ?? "", index).href,
  ]);
  const module = (/** @type {string} */ build) =>
    new URL(`${modules}/${build}/goodnet_web_bg.wasm`, location.href).href;
  return {
    ...Object.fromEntries(named),
    ...(manifest === null ? {} : { manifest: new URL(manifest, location.href).href }),
    ...(modules === undefined ? {} : { wasm: module("plain"), wasmRelaxed: module("relaxed") }),
  };
}

/** @type {any} */ (globalThis).bench = /** @satisfies {Goodnet} */ ({
  async open(manifest, modules) {
    client?.close();
    client = new Client(await builtPlaces(manifest, modules));
  },

  async cancel(scenario, options, steps) {
    if (client === null) throw new Error("no bundle is open on this page");
    await client.call("open", { scenario });
    const cancelled = new AbortController();
    let at = 0;
    const repair = client.call("repair", options, {
      signal: cancelled.signal,
      onProgress({ kind, ...event }) {
        if (kind !== "step" || /** @type {{ pruned: number }} */ (event).pruned !== steps) return;
        at = performance.now();
        cancelled.abort();
      },
    });
    try {
      await repair;
    } catch (error) {
      if (error instanceof GoodnetError && error.kind === "cancelled") return performance.now() - at;
      throw error;
    }
    throw new Error("the repair ended before it could be cancelled");
  },

  async sweep(scenario, options) {
    if (client === null) throw new Error("no bundle is open on this page");
    // Opened anew, so that nothing is left of the last sweep. Its time does not count: the others' images are read,
    // too.
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
          steps.push({
            pruned,
            clean: count(clean),
            asr: count(asr ?? Number.NaN),
            ties,
            at: performance.now() - began,
          });
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
