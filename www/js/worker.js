/**
 * The worker's module: takes requests, runs them in WebAssembly, answers. `protocol.js` describes the messages.
 *
 * The listener is set before anything is awaited: a message that comes while the module loads must find one.
 *
 * @import { Cancel, Reply, Request } from "./protocol.js"
 */

import init, { onPanic } from "../pkg/goodnet_web.js";
import { report } from "./worker/report.js";
import { Session } from "./worker/session.js";

/** What stops each request that has not ended. @type {Map<number, AbortController>} */
const running = new Map();

/** @type {Promise<Session>} */
let ready;

/**
 * Starts to load and to listen.
 *
 * @param {{ wasm: string, manifest: string }} places absolute URLs of the WebAssembly module and of the bundle's manifest
 */
export function start({ wasm, manifest }) {
  ready = init({ module_or_path: wasm }).then(() => {
    onPanic(died);
    return new Session(manifest);
  });
  ready.catch(died);
  self.addEventListener("unhandledrejection", ({ reason }) => died(reason));
  self.addEventListener("message", ({ data }) => {
    const message = /** @type {Request | Cancel} */ (data);
    if (message.type === "cancel") running.get(message.target)?.abort();
    else answer(message);
  });
}

/** @param {Request} request */
async function answer(request) {
  const { id } = request;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const session = await ready;
    const { value, transfer } = await session.run(request, (event) => post({ id, type: "progress", event }), controller.signal);
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
