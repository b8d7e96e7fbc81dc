/**
 * The workers beside the one that leads a repair. Each has the model open and does one shard of the images; the leader
 * (Rust, `crate/web/src/crew.rs`) hands out tasks and adds up what comes back.
 *
 * A worker that dies is replaced: the new one opens the model, takes the same images and begins the same task anew. The leader
 * ignores what it hears twice.
 *
 * @import { HelperOrder, HelperReply } from "./pool-worker.js"
 */

/** How often one shard may lose its worker before the repair gives up. */
const LIVES = 3;

/**
 * @typedef {object} Member
 * @property {Worker} worker
 * @property {unknown} images its shard, as the leader packed it
 * @property {unknown} task what it is doing, as the leader packed it; null when it has nothing to do
 * @property {number} lives
 */

export class Crew {
  #start;
  /** @type {Member[]} */
  #members = [];
  /** @type {{ bytes: Uint8Array, convolution: string, white: number } | null} */
  #model = null;
  /** @type {[number, unknown][]} */
  #told = [];
  /** @type {Error | null} */
  #failed = null;
  /** Wakes the leader. */
  #wake = () => {};

  /**
   * @param {number} size how many workers
   * @param {() => Worker} start starts one
   */
  constructor(size, start) {
    this.size = size;
    this.#start = start;
  }

  /**
   * @param {Uint8Array} bytes the ONNX file
   * @param {string} convolution the one to prune
   * @param {number} white what the model takes for a white pixel
   */
  load(bytes, convolution, white) {
    const known = this.#model;
    if (known !== null && known.convolution === convolution && known.white === white && same(known.bytes, bytes)) return;
    this.#model = { bytes, convolution, white };
    this.stop();
  }

  /**
   * @param {number} index of the worker
   * @param {unknown} images
   */
  give(index, images) {
    this.#members[index].images = images;
    this.#order(index, { type: "take", images });
  }

  /**
   * @param {number} count how many of the workers have images
   * @param {unknown} task
   */
  begin(count, task) {
    this.#told = [];
    for (let index = 0; index < count; index++) {
      this.#members[index].task = task;
      this.#order(index, { type: "begin", task });
    }
  }

  /** What workers have told since this was last asked. @returns {[number, unknown][]} */
  parts() {
    if (this.#failed !== null) throw this.#failed;
    const told = this.#told;
    this.#told = [];
    return told;
  }

  /** @returns {Promise<void>} ends when something was told, or the crew was stopped */
  wait() {
    if (this.#told.length > 0 || this.#failed !== null) return Promise.resolve();
    return new Promise((resolve) => (this.#wake = resolve));
  }

  /** Ends what workers are doing, at once, and has new ones open the model. */
  stop() {
    for (const { worker } of this.#members) worker.terminate();
    this.#told = [];
    this.#failed = null;
    this.#members = Array.from({ length: this.size }, (_, index) => ({ worker: this.#hire(index), images: null, task: null, lives: LIVES }));
    this.#wake();
  }

  /** @param {number} index */
  #hire(index) {
    const worker = this.#start();
    const own = () => this.#members[index]?.worker === worker;
    worker.addEventListener("message", ({ data }) => {
      if (own()) this.#hear(index, data);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (own()) this.#lose(index, event.message || "its script could not be loaded");
    });
    if (this.#model !== null) worker.postMessage(/** @satisfies {HelperOrder} */ ({ type: "open", ...this.#model }));
    return worker;
  }

  /**
   * @param {number} index
   * @param {HelperOrder} order
   */
  #order(index, order) {
    this.#members[index].worker.postMessage(order);
  }

  /**
   * @param {number} index
   * @param {HelperReply} reply
   */
  #hear(index, reply) {
    if (reply.type === "part") this.#told.push([index, reply.part]);
    else if (reply.type === "failed") this.#failed = new Error(reply.error.message);
    else this.#lose(index, reply.error.message);
    this.#wake();
  }

  /**
   * @param {number} index
   * @param {string} reason
   */
  #lose(index, reason) {
    const member = this.#members[index];
    member.worker.terminate();
    member.lives -= 1;
    if (member.lives === 0) {
      this.#failed = new Error(reason);
      this.#wake();
      return;
    }
    member.worker = this.#hire(index);
    if (member.images !== null) this.#order(index, { type: "take", images: member.images });
    if (member.task !== null) this.#order(index, { type: "begin", task: member.task });
  }
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
function same(a, b) {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
