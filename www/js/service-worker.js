/**
 * Keeps the page's files, so that it opens without a network once it was open with one. scripts/service-worker.mjs
 * makes sw.js of this and says in `SITE` which files there are.
 *
 * A service worker has no policy but what its own response carries, and a static host sends none. So it does one thing
 * only: it answers GETs for files of this site that `SITE` lists. It is told nothing that people open or type.
 *
 * @typedef {object} SiteFile
 * @property {string} path relative to the page; "" is the page itself
 * @property {string[]} uses what needs it: `page`, a build of the module (`plain`, `relaxed`), `own` files, or a
 *   scenario's name
 *
 * @typedef {Event & { waitUntil(work: Promise<unknown>): void }} ExtendableEvent
 * @typedef {ExtendableEvent & { request: Request, respondWith(answer: Promise<Response>): void }} FetchEvent
 * @typedef {ExtendableEvent & { data: Order }} MessageEvent
 *
 * @typedef {object} Scope what of the global scope of a service worker is used here
 * @property {ServiceWorkerRegistration} registration
 * @property {() => Promise<void>} skipWaiting
 * @property {{ claim(): Promise<void>, matchAll(options: object): Promise<{ url: string }[]> }} clients
 * @property {(type: string, listener: (event: any) => void) => void} addEventListener
 *
 * The page's orders: `take-over` from an older version, if no other tab is open; `hold` the files of one more use.
 * @typedef {{ type: "take-over" } | { type: "hold", use: string }} Order
 */

import { hasRelaxedSimd } from "./client/support.js";

/** What scripts/service-worker.mjs puts in. @type {{ version: string, pageSha256: string, files: SiteFile[] }} */
// @ts-expect-error: a name that the bundler replaces
const site = SITE;
const worker = /** @type {Scope} */ (/** @type {unknown} */ (self));
const { scope } = worker.registration;

/** A host may have other pages, with caches of their own. */
const OURS = `goodnet ${scope} `;
const CACHE = `${OURS}${site.version}`;
const PATHS = new Set(site.files.map(({ path }) => path));

worker.addEventListener("install", (/** @type {ExtendableEvent} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {ExtendableEvent} */ event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (/** @type {FetchEvent} */ event) => {
  const path = pathOf(event.request);
  if (path !== null) event.respondWith(answer(path, event));
});
worker.addEventListener("message", (/** @type {MessageEvent} */ event) => {
  event.waitUntil(event.data.type === "hold" ? hold(event.data.use) : takeOver());
});

/**
 * Fetches what this version needs, and what the last one had been used for. What has not changed is taken from there.
 */
async function install() {
  const older = await olderCaches();
  const held = new Set();
  for (const cache of older) for (const { url } of await cache.keys()) held.add(stem(url));
  const needed = ["page", hasRelaxedSimd() ? "relaxed" : "plain"];
  const files = site.files.filter(
    ({ path, uses }) => uses.some((use) => needed.includes(use)) || held.has(stem(addressOf(path))),
  );
  const cache = await caches.open(CACHE);
  await Promise.all(
    files.map(async ({ path }) => {
      const address = addressOf(path);
      const same = path === "" ? undefined : (await Promise.all(older.map((one) => one.match(address)))).find(Boolean);
      await cache.put(address, same ?? (await fetched(path)));
    }),
  );
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== CACHE) await caches.delete(name);
  await worker.clients.claim();
}

/**
 * Another tab goes on with the version that it began with.
 */
async function takeOver() {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.filter(({ url }) => url.startsWith(scope)).length <= 1) await worker.skipWaiting();
}

/**
 * Keeps the files of one more use: a page's first visit fetched them before this worker was there.
 *
 * @param {string} use
 */
async function hold(use) {
  const cache = await caches.open(CACHE);
  for (const { path, uses } of site.files) {
    if (uses.includes(use) && (await cache.match(addressOf(path))) === undefined)
      await cache.put(addressOf(path), await fetched(path));
  }
}

/**
 * @param {string} path
 * @param {ExtendableEvent} event
 */
async function answer(path, event) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(addressOf(path));
  if (kept !== undefined) return kept;
  const response = await fetch(addressOf(path));
  if (response.ok) event.waitUntil(cache.put(addressOf(path), response.clone()));
  return response;
}

/**
 * @param {string} path
 * @returns {Promise<Response>} rejects where the server does not have this version of the file: then nothing changes
 */
async function fetched(path) {
  // The page alone has a name that stays; a cache on the way may still have the last version's.
  const response = await fetch(addressOf(path), { cache: path === "" ? "no-cache" : "default" });
  if (!response.ok) throw new Error(`${addressOf(path)}: the server answered ${response.status}`);
  if (path === "") {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer()));
    const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (sha256 !== site.pageSha256) throw new Error("the server sent the page of another version");
  }
  return response;
}

/**
 * The path of what is asked for, null where it is not for this worker to answer.
 *
 * @param {Request} request
 */
function pathOf({ method, url }) {
  const { origin, pathname } = new URL(url);
  const address = `${origin}${pathname}`;
  if (method !== "GET" || !address.startsWith(scope)) return null;
  const path = address === `${scope}index.html` ? "" : address.slice(scope.length);
  return PATHS.has(path) ? path : null;
}

/** @param {string} path */
function addressOf(path) {
  return new URL(path, scope).href;
}

async function olderCaches() {
  const names = await caches.keys();
  return Promise.all(names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.open(name)));
}

/**
 * A file's address without the hash in its name, which is what its versions share.
 *
 * @param {string} address
 */
function stem(address) {
  return address.replace(/-[0-9A-Za-z]{8,10}(?=\.\w+$)/u, "");
}
