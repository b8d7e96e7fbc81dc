/**
 * The page's end of the worker: one promise a request, progress through a callback, cancelling through an AbortSignal,
 * and a worker that died replaced by another.
 *
 * @import { Calls, CallType, Cancel, Reply, Request } from "./protocol.js"
 * @import { ErrorReport } from "./types.js"
 */

import { bootstrap } from "./bootstrap.js";
import { hasRelaxedSimd } from "./support.js";

/** What a request ends with when it fails: a sentence for a person, a stable `kind`, and the values that were wrong. */
export class GoodnetError extends Error {
  /** @param {ErrorReport} report */
  constructor(report) {
    super(report.message);
    this.name = "GoodnetError";
    this.kind = report.kind;
    this.context = report.context;
  }
}

/**
 * @template {CallType} T
 * @typedef {object} CallOptions
 * @property {(event: Calls[T]["event"]) => void} [onProgress] is told what happens on the way
 * @property {AbortSignal} [signal] cancels the request: it then fails with the kind `cancelled`
 */

/**
 * A request that has not ended.
 * @typedef {object} Pending
 * @property {(value: any) => void} resolve
 * @property {(error: GoodnetError) => void} reject
 * @property {((event: any) => void) | undefined} onProgress
 */

/** Talks to one worker, which it starts with the first request. */
export class Client {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #lastId = 0;
  /** What was opened last: a new worker has to be told. @type {Request | null} */
  #opened = null;
  /** The reopening that a new worker is busy with. @type {Promise<unknown> | null} */
  #reopening = null;
  #bootstrap;

  /** @param {Places} [places] */
  constructor({ worker, ...places } = namedPlaces()) {
    this.#bootstrap = bootstrap(worker, "start", places);
  }

  /**
   * Sends a request and waits for its end.
   *
   * @template {CallType} T
   * @param {T} type
   * @param {Calls[T]["params"]} params
   * @param {CallOptions<T>} [options]
   * @returns {Promise<Calls[T]["value"]>} rejects with a {@link GoodnetError}
   */
  async call(type, params, { onProgress, signal } = {}) {
    const opens = type === "open" || type === "openModel" || type === "openUserFiles";
    const fresh = this.#worker === null;
    this.#worker ??= this.#start();
    if (fresh && this.#opened !== null && type !== "open") {
      this.#reopening = this.#send(this.#opened, {}).finally(() => (this.#reopening = null));
    }
    if (this.#reopening !== null && type !== "open") await this.#reopening;
    const request = /** @type {Request} */ ({ id: 0, type, ...params });
    const value = await this.#send(request, { onProgress, signal });
    if (opens) this.#opened = request;
    return value;
  }

  /** Ends the worker and with it every request; the next request starts another. */
  close() {
    this.#end({ kind: "cancelled", message: "The work was stopped.", context: {} });
  }

  /**
   * @param {Request} request
   * @param {CallOptions<any>} options
   * @returns {Promise<any>}
   */
  #send(request, { onProgress, signal }) {
    const id = ++this.#lastId;
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new GoodnetError({ kind: "cancelled", message: "The work was cancelled.", context: {} }));
        return;
      }
      const cancel = () =>
        worker.postMessage(/** @satisfies {Cancel} */ ({ id: ++this.#lastId, type: "cancel", target: id }));
      const settle = () => {
        this.#pending.delete(id);
        signal?.removeEventListener("abort", cancel);
      };
      this.#pending.set(id, {
        resolve: (value) => (settle(), resolve(value)),
        reject: (error) => (settle(), reject(error)),
        onProgress,
      });
      signal?.addEventListener("abort", cancel);
      worker.postMessage({ ...request, id });
    });
  }

  #start() {
    const worker = new Worker(this.#bootstrap, { type: "module", name: "goodnet" });
    worker.addEventListener("message", ({ data }) => {
      if (worker === this.#worker) this.#receive(data);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#end(stopped(event.message || "its script could not be loaded"));
    });
    worker.addEventListener("messageerror", () => {
      if (worker === this.#worker) this.#end(stopped("one of its messages could not be read"));
    });
    return worker;
  }

  /** @param {Reply} reply */
  #receive(reply) {
    if (reply.type === "died") {
      this.#end(reply.error);
      return;
    }
    // A reply to a request that is no longer waited for has nobody to go to.
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if (reply.type === "progress") pending.onProgress?.(reply.event);
    else if (reply.type === "result") pending.resolve(reply.value);
    else pending.reject(new GoodnetError(reply.error));
  }

  /** @param {ErrorReport} report */
  #end(report) {
    this.#worker?.terminate();
    this.#worker = null;
    for (const pending of [...this.#pending.values()]) pending.reject(new GoodnetError(report));
  }
}

/**
 * Absolute URLs of what the worker needs.
 *
 * @typedef {object} Places
 * @property {string} worker its module
 * @property {string} wasm the WebAssembly module
 * @property {string} wasmFiles the one that reads the user's own files
 * @property {string} manifest the bundle's manifest
 */

/**
 * @returns {Places} as `<html data-worker data-wasm data-wasm-relaxed data-wasm-files data-manifest>` names them,
 *   relative to the page
 */
function namedPlaces() {
  const { worker, wasm: plain, wasmRelaxed: relaxed, wasmFiles, manifest } = document.documentElement.dataset;
  const wasm = hasRelaxedSimd() ? relaxed : plain;
  if (!worker || !wasm || !wasmFiles || !manifest) {
    throw new Error("<html> must name data-worker, data-wasm, data-wasm-relaxed, data-wasm-files and data-manifest");
  }
  const absolute = (/** @type {string} */ path) => new URL(path, document.baseURI).href;
  return {
    worker: absolute(worker),
    wasm: absolute(wasm),
    wasmFiles: absolute(wasmFiles),
    manifest: absolute(manifest),
  };
}

/**
 * @param {string} reason
 * @returns {ErrorReport}
 */
function stopped(reason) {
  return {
    kind: "worker-died",
    message: `The background worker stopped: ${reason}. Try again; if it happens again, reload the page.`,
    context: { reason },
  };
}

/**
 * @param {unknown} error
 * @returns {GoodnetError} anything else is a mistake of ours, and goes on
 */
export function asGoodnetError(error) {
  if (error instanceof GoodnetError) return error;
  throw error;
}
