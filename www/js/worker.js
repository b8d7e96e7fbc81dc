/**
 * The worker's module: takes requests, runs them in WebAssembly, answers. `protocol.js` describes the messages.
 *
 * The listeners are set before anything is awaited: a message that comes while the module loads must find one.
 *
 * @import { Cancel, Reply, Request } from "./client/protocol.js"
 * @import { PoolOrder, PoolReply } from "./worker/pool-worker.js"
 */

import init, { onPanic } from "../pkg/plain/goodnet_web.js";
import { bootstrap } from "./client/bootstrap.js";
import { compile } from "./worker/compile.js";
import { WorkerPool } from "./worker/pool.js";
import { PoolWorker } from "./worker/pool-worker.js";
import { Reader } from "./worker/user-files.js";
import { report } from "./worker/report.js";
import { Session } from "./worker/session.js";

/** What stops each request that has not ended. @type {Map<number, AbortController>} */
const running = new Map();

/** @type {Promise<Session>} */
let ready;

/**
 * Starts to load and to listen: the worker that the page talks to.
 *
 * @param {{ wasm: string, wasmFiles: string, manifest: string }} places absolute URLs of the WebAssembly module, of the
 *   one that reads the user's own files, and of the bundle's manifest
 */
export function start({ wasm, wasmFiles, manifest }) {
  ready = compile(wasm).then(async (module) => {
    await init({ module_or_path: module });
    onPanic(died);
    const pool = new WorkerPool(navigator.hardwareConcurrency - 1, () => startPoolWorker(module));
    return new Session(manifest, pool, new Reader(wasmFiles, died));
  });
  ready.catch(died);
  self.addEventListener("unhandledrejection", ({ reason }) => died(reason));
  self.addEventListener("message", ({ data }) => {
    const message = /** @type {Request | Cancel} */ (data);
    if (message.type === "cancel") running.get(message.target)?.abort();
    else answer(message);
  });
}

/**
 * Starts to listen: a worker of the pool. The compiled module comes with the first message.
 */
export function startInPool() {
  const post = (/** @type {PoolReply} */ reply) => self.postMessage(reply);
  const died = (/** @type {unknown} */ error) => post({ type: "died", error: report(error) });
  const worker = new PoolWorker(post);
  /** @type {Promise<unknown>} */
  let loaded = Promise.reject(new Error("no module came"));
  loaded.catch(() => {});
  self.addEventListener("message", ({ data }) => {
    if (data instanceof WebAssembly.Module) {
      loaded = init({ module_or_path: data }).then(() => onPanic(died));
      loaded.catch(died);
    } else {
      loaded.then(
        () => worker.follow(/** @type {PoolOrder} */ (data)),
        () => {},
      );
    }
  });
}

/**
 * @param {WebAssembly.Module} module compiled once for all workers
 */
function startPoolWorker(module) {
  const worker = new Worker(bootstrap(import.meta.url, "startInPool"), { type: "module", name: "goodnet pool" });
  worker.postMessage(module);
  return worker;
}

/** @param {Request} request */
async function answer(request) {
  const { id } = request;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const session = await ready;
    const { value, transfer } = await session.run(
      request,
      (event) => post({ id, type: "progress", event }),
      controller.signal,
    );
    post({ id, type: "result", value }, transfer);
  } catch (error) {
    // A trap leaves the module's memory in no state to go on with.
    if (error instanceof WebAssembly.RuntimeError) died(error);
    else post({ id, type: "error", error: report(error) });
  } finally {
    running.delete(id);
  }
}

/** @param {unknown} error what this worker cannot recover from */
function died(error) {
  post({ id: null, type: "died", error: report(error) });
}

/**
 * @param {Reply} reply
 * @param {Transferable[]} [transfer]
 */
function post(reply, transfer = []) {
  self.postMessage(reply, { transfer });
}
