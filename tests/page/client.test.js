import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Client, GoodnetError } from "../../www/js/client/client.js";

/** @import { DefenceRequest } from "../../crate/web/src/types.js" */
/** @import { Cancel, Reply, Request } from "../../www/js/client/protocol.js" */

/** @satisfies {DefenceRequest} */
const PRUNING = { defence: /** @type {const} */ ("pruning"), options: {} };

/** The other end of a client: remembers what it is sent, answers as a test says. */
class FakeWorker extends EventTarget {
  /** Every worker that was started. @type {FakeWorker[]} */
  static all = [];
  /** @type {(Request | Cancel)[]} */
  sent = [];
  terminated = false;

  constructor() {
    super();
    FakeWorker.all.push(this);
  }

  /** @param {Request | Cancel} message */
  postMessage(message) {
    this.sent.push(message);
  }

  terminate() {
    this.terminated = true;
  }

  /** @param {Reply} reply */
  reply(reply) {
    this.dispatchEvent(new MessageEvent("message", { data: reply }));
  }

  /** @param {any} value ends the request that was sent last */
  finish(value) {
    this.reply({ id: last(this.sent).id, type: "result", value });
  }
}

Object.assign(globalThis, { Worker: FakeWorker });
const PLACES = {
  worker: "http://site/worker.js",
  wasm: "http://site/goodnet.wasm",
  wasmFiles: "http://site/files.wasm",
  manifest: "http://site/manifest.json",
};
const DIED = { kind: "panic", message: "goodnet broke down", context: {} };

/**
 * @template T
 * @param {T[]} list
 */
const last = (list) => /** @type {T} */ (list.at(-1));
const worker = () => last(FakeWorker.all);
/** Lets what awaits go on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  FakeWorker.all = [];
});

test("a request is answered by its id, and progress comes on the way", async () => {
  const client = new Client(PLACES);
  /** @type {unknown[]} */
  const told = [];
  const first = client.call("faces", { indices: [1] });
  const second = client.call("repair", PRUNING, { onProgress: (event) => told.push(event) });
  const [faces, repair] = worker().sent;
  worker().reply({ id: repair.id, type: "progress", event: { kind: "loading", file: "a", done: 1, total: 2 } });
  worker().reply({ id: repair.id, type: "result", value: /** @type {any} */ ("report") });
  worker().reply({ id: faces.id, type: "result", value: [] });
  assert.deepEqual(await first, []);
  assert.equal(await second, "report");
  assert.deepEqual(told, [{ kind: "loading", file: "a", done: 1, total: 2 }]);
  assert.equal(FakeWorker.all.length, 1);
});

test("an error crosses with its kind and its values", async () => {
  const client = new Client(PLACES);
  const call = client.call("open", {});
  worker().reply({ id: 1, type: "error", error: { kind: "network", message: "not there", context: { url: "x" } } });
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof GoodnetError);
    assert.deepEqual([error.kind, error.message, error.context], ["network", "not there", { url: "x" }]);
    return true;
  });
});

test("aborting sends a cancel, and the worker has the last word", async () => {
  const client = new Client(PLACES);
  const controller = new AbortController();
  const call = client.call("repair", PRUNING, { signal: controller.signal });
  controller.abort();
  const [repair, cancel] = worker().sent;
  assert.deepEqual(cancel, { id: cancel.id, type: "cancel", target: repair.id });
  worker().reply({
    id: repair.id,
    type: "error",
    error: { kind: "cancelled", message: "The work was cancelled.", context: {} },
  });
  await assert.rejects(call, { kind: "cancelled" });

  await assert.rejects(client.call("repair", PRUNING, { signal: controller.signal }), { kind: "cancelled" });
  assert.equal(worker().sent.length, 2, "what was aborted before it began is never sent");
});

test("a dead worker ends every request, and the next one finds a new worker with the same model open", async () => {
  const client = new Client(PLACES);
  const open = client.call("open", { scenario: "badnet" });
  worker().finish("opened");
  await open;
  const calls = [client.call("repair", PRUNING), client.call("faces", { indices: [0] })];
  const [dead] = FakeWorker.all;
  dead.reply({ id: null, type: "died", error: DIED });
  for (const call of calls) await assert.rejects(call, { kind: "panic" });
  assert.ok(dead.terminated);

  const again = client.call("repair", PRUNING);
  assert.equal(FakeWorker.all.length, 2);
  assert.equal(last(worker().sent).type, "open");
  worker().finish("opened");
  await turn();
  assert.equal(last(worker().sent).type, "repair");
  dead.reply({ id: last(worker().sent).id, type: "result", value: /** @type {any} */ ("from the dead") });
  worker().finish("report");
  assert.equal(await again, "report");
});

test("a worker that cannot start says so, and is tried again", async () => {
  const client = new Client(PLACES);
  const call = client.call("open", {});
  worker().dispatchEvent(new Event("error"));
  await assert.rejects(call, { kind: "worker-died", message: /its script could not be loaded\. Try again/ });
  const again = client.call("open", {});
  worker().finish("opened");
  assert.equal(await again, "opened");
});
