// What a page with another runtime offers to the bench, which drives it from outside.

/** @import { Step } from "../loop.js" */

/**
 * @typedef {object} Opened a scenario's network and images
 * @property {() => Promise<Step[]>} forward
 * @property {(order: number[]) => Promise<Step[]>} loop
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} Offered
 * @property {number} threads
 * @property {(scenario: string, batch: number) => Promise<void>} open closes what was open
 * @property {() => Promise<Step[]>} forward
 * @property {(order: number[]) => Promise<Step[]>} loop
 */

/** @param {{ threads: () => number, open: (scenario: string, batch: number) => Promise<Opened> }} runtime */
export function offer({ threads, open }) {
  /** @type {Opened | null} */
  let opened = null;
  const current = () => {
    if (opened === null) throw new Error("no scenario is open on this page");
    return opened;
  };
  /** @type {any} */ (globalThis).bench = /** @satisfies {Offered} */ ({
    get threads() {
      return threads();
    },
    async open(scenario, batch) {
      await opened?.close();
      opened = await open(scenario, batch);
    },
    forward: () => current().forward(),
    loop: (order) => current().loop(order),
  });
}
