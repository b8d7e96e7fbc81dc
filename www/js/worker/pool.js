/**
 * The workers beside the one that leads a repair or a scan. Each has the network open and does a part of the images; the
 * leader (Rust: `WorkerPool` in `crate/web`) hands out tasks and adds up what comes back.
 *
 * A worker that dies is replaced: the new one opens the network, takes the same images and begins the same task anew.
 * The leader ignores what it is told twice.
 *
 * @import { WorkerPool as LeadersPool } from "../../pkg/plain/goodnet_web.js"
 * @import { PoolOrder, PoolReply } from "./pool-worker.js"
 */

/** How often a worker may be lost before the work is given up. */
const LIVES = 3;

/**
 * @typedef {object} Member
 * @property {Worker} worker
 * @property {unknown} images its images, as the leader packed them
 * @property {unknown} task what it is doing, as the leader packed it; null when it has nothing to do
 * @property {number} lives
 */

/**
 * What the workers have open: of which network, and what of it.
 *
 * @typedef {object} Loaded
 * @property {object} network the object that stands for it
 * @property {Uint8Array} bytes the ONNX file
 * @property {string} convolution the one to prune
 * @property {number} white what the network takes for a white pixel
 */

export class WorkerPool {
  #start;
  /** @type {Member[]} */
  #members = [];
  /** @type {Loaded | null} */
  #loaded = null;
  /** @type {[number, unknown][]} */
  #updates = [];
  /** Numbers the tasks. */
  #serial = 0;
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
   * The pool as one network's repairs and scans see it. A network hands over its bytes at each repair; that it is the same one,
   * and its workers have it open, is known by the object that stands for it.
   *
   * @param {object} network
   * @returns {LeadersPool}
   */
  of(network) {
    return {
      size: this.size,
      load: (bytes, convolution, white) => this.#load({ network, bytes, convolution, white }),
      give: (index, images) => this.#give(index, images),
      begin: (count, task) => this.#begin(count, task),
      updates: () => this.#takeUpdates(),
      wait: () => this.#wait(),
    };
  }

  /** Ends what workers are doing, at once, and has new ones open the network. */
  stop() {
    for (const { worker } of this.#members) worker.terminate();
    this.#updates = [];
    this.#failed = null;
    this.#members = Array.from({ length: this.size }, (_, index) => ({
      worker: this.#hire(index),
      images: null,
      task: null,
      lives: LIVES,
    }));
    this.#wake();
  }

  /** @param {Loaded} wanted */
  #load(wanted) {
    const { convolution, network, white } = this.#loaded ?? {};
    if (network === wanted.network && convolution === wanted.convolution && white === wanted.white) return;
    this.#loaded = wanted;
    this.stop();
  }

  /**
   * @param {number} index of the worker
   * @param {unknown} images
   */
  #give(index, images) {
    this.#members[index].images = images;
    this.#order(index, { type: "take", images });
  }

  /**
   * @param {number} count how many of the workers have images
   * @param {unknown} task
   */
  #begin(count, task) {
    this.#updates = [];
    this.#serial++;
    for (const [index, member] of this.#members.entries()) {
      // Who has nothing to do would do its last task again, were it replaced.
      member.task = index < count ? task : null;
      if (index < count) this.#order(index, { type: "begin", task, serial: this.#serial });
    }
  }

  /** What workers have told since this was last asked. @returns {[number, unknown][]} */
  #takeUpdates() {
    if (this.#failed !== null) throw this.#failed;
    const updates = this.#updates;
    this.#updates = [];
    return updates;
  }

  /** @returns {Promise<void>} ends when something was told, or the pool was stopped */
  #wait() {
    if (this.#updates.length > 0 || this.#failed !== null) return Promise.resolve();
    return new Promise((resolve) => (this.#wake = resolve));
  }

  /** @param {number} index */
  #hire(index) {
    const worker = this.#start();
    const own = () => this.#members[index]?.worker === worker;
    worker.addEventListener("message", ({ data }) => {
      if (own()) this.#receive(index, data);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (own()) this.#replace(index, event.message || "its script could not be loaded");
    });
    if (this.#loaded !== null) {
      const { bytes, convolution, white } = this.#loaded;
      worker.postMessage(/** @satisfies {PoolOrder} */ ({ type: "open", bytes, convolution, white }));
    }
    return worker;
  }

  /**
   * @param {number} index
   * @param {PoolOrder} order
   */
  #order(index, order) {
    this.#members[index].worker.postMessage(order);
  }

  /**
   * @param {number} index
   * @param {PoolReply} reply
   */
  #receive(index, reply) {
    if (reply.type === "update") {
      // What a replaced worker does anew may be a task that is over.
      if (reply.serial === this.#serial) this.#updates.push([index, reply.update]);
    } else if (reply.type === "failed") this.#failed = new Error(reply.error.message);
    else this.#replace(index, reply.error.message);
    this.#wake();
  }

  /**
   * @param {number} index
   * @param {string} reason
   */
  #replace(index, reason) {
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
    if (member.task !== null) this.#order(index, { type: "begin", task: member.task, serial: this.#serial });
  }
}
