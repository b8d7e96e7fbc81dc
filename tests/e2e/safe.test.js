// Nothing leaves the tab, and a browser that cannot run goodnet is told so.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { assertQuiet, openPage, start } from "./support/browser.js";
import { loaded } from "./support/page.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let world;
before(async () => {
  world = await start();
});
after(() => world?.stop());

test("a foreign fetch is blocked in the page and in the worker", async () => {
  let visits = 0;
  const other = createServer((_request, response) => {
    visits++;
    response.writeHead(200, { "access-control-allow-origin": "*", "content-type": "text/javascript" }).end("export {};");
  });
  await new Promise((resolve) => other.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = other.address();
  assert.ok(address !== null && typeof address === "object");
  const url = `http://127.0.0.1:${address.port}/`;
  try {
    assert.equal((await fetch(url)).status, 200, "the other server is there");
    const { page, complaints, close } = await openPage(world);
    await loaded(page);
    const [worker] = page.workers();
    assert.ok(worker, "the worker is running");
    /** @param {string} url */
    const reach = async (url) => ({
      fetched: await fetch(url).then(() => true, () => false),
      imported: await import(url).then(() => true, () => false),
    });
    assert.deepEqual(await page.evaluate(reach, url), { fetched: false, imported: false });
    for (const worker of page.workers()) assert.deepEqual(await worker.evaluate(reach, url), { fetched: false, imported: false });
    const pictured = await page.evaluate(
      (url) => new Promise((resolve) => {
        const picture = new Image();
        picture.onload = () => resolve(true);
        picture.onerror = () => resolve(false);
        picture.src = url;
      }),
      url,
    );
    assert.equal(pictured, false);
    assert.equal(visits, 1, "nobody but this test came by");
    assert.ok(complaints.length > 0 && complaints.every((complaint) => /Content Security Policy|violates|Failed to fetch/.test(complaint)), complaints.join("\n"));
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

const LACKS = /** @type {[string, RegExp, () => void][]} */ ([
  ["WebAssembly", /no WebAssembly, which/, () => Reflect.deleteProperty(globalThis, "WebAssembly")],
  ["WebAssembly SIMD", /no WebAssembly SIMD, which/, () => void (WebAssembly.validate = () => false)],
  ["module workers", /no module workers, which/, () => {
    // An old browser takes any second argument and never looks into it.
    globalThis.Worker = /** @type {any} */ (class { terminate() {} });
  }],
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
