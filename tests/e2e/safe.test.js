// Nothing leaves the tab, and a browser that cannot run goodnet is told so.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { kept, loaded } from "./support/page.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  world = await start();
});
after(() => world?.stop());

for (const visit of ["a first visit", "a visit that a service worker answers"])
  test(`${visit}: a foreign fetch is blocked in the page and in its workers`, async () => {
    let visits = 0;
    const other = createServer((_request, response) => {
      visits++;
      response
        .writeHead(200, { "access-control-allow-origin": "*", "content-type": "text/javascript" })
        .end("export {};");
    });
    await new Promise((resolve) => other.listen(0, "127.0.0.1", () => resolve(undefined)));
    const address = other.address();
    assert.ok(address !== null && typeof address === "object");
    const url = `http://127.0.0.1:${address.port}/`;
    try {
      assert.equal((await fetch(url)).status, 200, "the other server is there");
      const { page, complaints, close } = await openPage(world);
      await loaded(page);
      if (visit !== "a first visit") {
        await kept(page);
        await page.reload();
        await loaded(page);
        assert.ok(await page.evaluate(() => navigator.serviceWorker.controller !== null));
      }
      const cores = await page.evaluate(() => navigator.hardwareConcurrency);
      assert.equal(page.workers().length, cores, "the leader and its pool are running");
      /** @param {string} url */
      const reach = async (url) => ({
        fetched: await fetch(url).then(
          () => true,
          () => false,
        ),
        imported: await import(url).then(
          () => true,
          () => false,
        ),
      });
      assert.deepEqual(await page.evaluate(reach, url), { fetched: false, imported: false });
      for (const worker of page.workers())
        assert.deepEqual(await worker.evaluate(reach, url), { fetched: false, imported: false });
      const pictured = await page.evaluate(
        (url) =>
          new Promise((resolve) => {
            const picture = new Image();
            picture.onload = () => resolve(true);
            picture.onerror = () => resolve(false);
            picture.src = url;
          }),
        url,
      );
      assert.equal(pictured, false);
      assert.equal(visits, 1, "nobody but this test came by");
      assert.ok(
        complaints.length > 0 &&
          complaints.every((complaint) => /Content Security Policy|violates|Failed to fetch/.test(complaint)),
        complaints.join("\n"),
      );
      await close();
    } finally {
      other.close();
    }
  });

test("code made from text is refused in the page and in the worker", async () => {
  const { page, close } = await openPage(world);
  await loaded(page);
  const [worker] = page.workers();
  assert.ok(worker);
  // In a timer: what the debugger evaluates itself is beyond the policy.
  const make = () =>
    new Promise((resolve) =>
      setTimeout(() => {
        try {
          resolve(Boolean(new Function("return true")()));
        } catch {
          resolve(false);
        }
      }),
    );
  assert.equal(await page.evaluate(make), false);
  assert.equal(await worker.evaluate(make), false);
  await close();
});

test("a service worker keeps files of this site that its list names, and nothing else", async () => {
  const opened = await openPage(world);
  const { page } = opened;
  await loaded(page);
  await kept(page);
  await page.reload();
  await loaded(page);
  const asked = ["sw.js", "nothing-there", "../elsewhere", "index.html?who=me"];
  await page.evaluate(async (paths) => void (await Promise.all(paths.map((path) => fetch(path)))), asked);
  const addresses = await page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys()) found.push(url);
    return found;
  });
  assert.ok(addresses.includes(world.site.url), "the page");
  for (const address of addresses) {
    assert.ok(
      address === world.site.url || /^(assets|bundle)\/[\w./-]+$/.test(address.slice(world.site.url.length)),
      address,
    );
    assert.ok(address.startsWith(world.site.url));
  }
  assert.deepEqual(
    opened.foreign,
    ["../elsewhere"].map((path) => new URL(path, world.site.url).href),
    "asked for by this test",
  );
  assert.ok(
    opened.complaints.every((complaint) => /404/.test(complaint)),
    opened.complaints.join("\n"),
  );
  await opened.close();
});

const LACKS = /** @type {[string, RegExp, () => void][]} */ ([
  ["WebAssembly", /no WebAssembly, which/, () => Reflect.deleteProperty(globalThis, "WebAssembly")],
  ["WebAssembly SIMD", /no WebAssembly SIMD, which/, () => void (WebAssembly.validate = () => false)],
  [
    "module workers",
    /no module workers, which/,
    () => {
      // An old browser takes any second argument and never looks into it.
      globalThis.Worker = /** @type {any} */ (
        class {
          terminate() {}
        }
      );
    },
  ],
]);

for (const [what, sentence, before] of LACKS) {
  test(`a browser without ${what} gets a sentence`, async () => {
    const opened = await openPage(world, { before });
    const alert = opened.page.getByRole("alert");
    await alert.filter({ hasText: "goodnet needs" }).waitFor();
    assert.match(await alert.innerText(), sentence);
    assert.equal(await opened.page.getByRole("button").count(), 0, "nothing is offered that cannot work");
    assertQuiet(opened);
    await opened.close();
  });
}
