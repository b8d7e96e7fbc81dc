// The pool of workers: what each is told, and what happens when one dies.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkerPool } from "../../www/js/worker/pool.js";

/** A worker that writes down what it is told. */
class FakeWorker extends EventTarget {
  /** @type {any[]} */
  told = [];
  ended = false;

  /** @param {any} message */
  postMessage(message) {
    this.told.push(message);
  }

  terminate() {
    this.ended = true;
  }

  /** @param {any} data */
  say(data) {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  orders() {
    return this.told.map(({ type }) => type);
  }
}

const BYTES = Uint8Array.of(1, 2, 3);
const DIED = { type: "died", error: { kind: "panic", message: "It broke.", context: {} } };

/** @param {number} size */
function poolOf(size, network = {}) {
  const workers = /** @type {FakeWorker[]} */ ([]);
  const pool = new WorkerPool(size, () => {
    const worker = new FakeWorker();
    workers.push(worker);
    return /** @type {any} */ (worker);
  });
  return { pooled: pool.of(network), pool, workers };
}

test("every worker opens a model once, and another when there is another", () => {
  const { pooled, pool, workers } = poolOf(2);
  pooled.load(BYTES, "conv_3", 255);
  pooled.load(BYTES.slice(), "conv_3", 255);
  assert.deepEqual(
    workers.map((worker) => worker.told),
    [
      [{ type: "open", bytes: BYTES, convolution: "conv_3", white: 255 }],
      [{ type: "open", bytes: BYTES, convolution: "conv_3", white: 255 }],
    ],
  );
  pooled.load(BYTES, "conv_2", 255);
  assert.equal(workers.length, 4);
  assert.ok(workers[0]?.ended && workers[1]?.ended);
  pool.of({}).load(BYTES, "conv_2", 255);
  assert.equal(workers.length, 6, "another network, whatever its bytes");
});

test("only as many workers as have images begin a task, and what they tell is handed over once", async () => {
  const { pooled, workers } = poolOf(2);
  pooled.load(BYTES, "conv_3", 255);
  pooled.give(0, "images");
  pooled.begin(1, "task");
  const [first, second] = workers;
  assert.ok(first && second);
  assert.deepEqual(first.orders(), ["open", "take", "begin"]);
  assert.deepEqual(second.orders(), ["open"]);
  const waiting = pooled.wait();
  first.say({ type: "update", update: "a part", serial: 1 });
  await waiting;
  assert.deepEqual(pooled.updates(), [[0, "a part"]]);
  assert.deepEqual(pooled.updates(), []);
});

test("a worker that dies is replaced, and the new one begins anew", () => {
  const { pooled, workers } = poolOf(1);
  pooled.load(BYTES, "conv_3", 255);
  pooled.give(0, "images");
  pooled.begin(1, "task");
  workers[0]?.say(DIED);
  assert.ok(workers[0]?.ended);
  assert.deepEqual(workers[1]?.orders(), ["open", "take", "begin"]);
  // What the dead one had still on its way is nobody's.
  workers[0]?.say({ type: "update", update: "late", serial: 1 });
  assert.deepEqual(pooled.updates(), []);
});

test("what a replaced worker does anew of a task that is over is not told", () => {
  const { pooled, workers } = poolOf(1);
  pooled.load(BYTES, "conv_3", 255);
  pooled.give(0, "images");
  pooled.begin(1, "first task");
  workers[0]?.say(DIED);
  pooled.begin(1, "second task");
  workers[1]?.say({ type: "update", update: "of the first", serial: 1 });
  workers[1]?.say({ type: "update", update: "of the second", serial: 2 });
  assert.deepEqual(pooled.updates(), [[0, "of the second"]]);
});

test("a worker that is lost three times ends the repair, and the next repair finds new workers", async () => {
  const { pooled, pool, workers } = poolOf(1);
  pooled.load(BYTES, "conv_3", 255);
  pooled.give(0, "images");
  pooled.begin(1, "task");
  for (let life = 0; life < 3; life++) workers.at(-1)?.say(DIED);
  await pooled.wait();
  assert.throws(() => pooled.updates(), /It broke\./);
  pool.stop();
  assert.deepEqual(pooled.updates(), []);
  assert.deepEqual(workers.at(-1)?.orders(), ["open"]);
});

test("stopping ends what workers do and wakes who waits", async () => {
  const { pooled, pool, workers } = poolOf(2);
  pooled.load(BYTES, "conv_3", 255);
  const waiting = pooled.wait();
  pool.stop();
  await waiting;
  assert.deepEqual(
    workers.map(({ ended }) => ended),
    [true, true, false, false],
  );
});
