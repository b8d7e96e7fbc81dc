/**
 * A worker of the pool: opens the network, takes a part of the images, does tasks on it.
 *
 * @import { ErrorReport } from "../client/types.js"
 */

import { PoolWorker as Evaluator } from "../../pkg/plain/goodnet_web.js";
import { report } from "./report.js";

/**
 * Leader to worker.
 * @typedef {{ type: "open", bytes: Uint8Array, convolution: string, white: number }
 *   | { type: "take", images: unknown }
 *   | { type: "begin", task: unknown, serial: number }} PoolOrder
 */

/**
 * Worker to leader. `failed`: the work cannot be done. `died`: this worker cannot do it any more; another may.
 * @typedef {{ type: "update", update: unknown, serial: number }
 *   | { type: "failed", error: ErrorReport }
 *   | { type: "died", error: ErrorReport }} PoolReply
 */

export class PoolWorker {
  #post;
  /** What does the work, once the network is open. @type {Evaluator | null} */
  #evaluator = null;
  /** The order that is being followed. @type {Promise<void>} */
  #busy = Promise.resolve();

  /** @param {(reply: PoolReply) => void} post */
  constructor(post) {
    this.#post = post;
  }

  /** @param {PoolOrder} order is followed once those before it are */
  follow(order) {
    this.#busy = this.#busy
      .then(() => this.#follow(order))
      .catch((error) => {
        // A trap leaves the module's memory in no state to go on with.
        this.#post({ type: error instanceof WebAssembly.RuntimeError ? "died" : "failed", error: report(error) });
      });
  }

  /** @param {PoolOrder} order */
  async #follow(order) {
    if (order.type === "open") this.#evaluator = Evaluator.open(order.bytes, order.convolution, order.white);
    else if (order.type === "take") this.#evaluator?.take(order.images);
    else {
      const { task, serial } = order;
      await this.#evaluator?.run(task, (/** @type {unknown} */ update) =>
        this.#post({ type: "update", update, serial }),
      );
    }
  }
}
