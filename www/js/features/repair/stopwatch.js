/**
 * How long a repair takes and how much longer it will: what the page itself sees, frame by frame.
 *
 * @import { Run } from "../defences/index.js"
 */

import { isRunning } from "../defences/run.js";
import { progressShare } from "./run.js";

/** A guess made earlier than this is worth nothing: milliseconds, and the share of the whole. */
const EARLY = { ms: 800, share: 0.08 };

export class Stopwatch {
  /** The repair that is running. @type {{ number: number, began: number, stage: string, since: number } | null} */
  #running = null;
  /** Milliseconds by stage, of the repair that is running or ended last. @type {Record<string, number>} */
  laps = {};

  /**
   * @param {Run | null} run
   * @param {number} now in milliseconds, of any clock
   */
  see(run, now) {
    const at = run?.rerun ?? run;
    const goes = at !== null && isRunning(at);
    if (this.#running !== null) {
      const { stage, since } = this.#running;
      this.laps = { ...this.laps, [stage]: (this.laps[stage] ?? 0) + now - since };
    }
    if (goes && this.#running?.number === at.number) {
      this.#running = { ...this.#running, stage: at.progress.stage, since: now };
    } else if (goes) {
      this.laps = {};
      this.#running = { number: at.number, began: now, stage: at.progress.stage, since: now };
    } else {
      this.#running = null;
      if (at === null || at.status !== "done") this.laps = {};
    }
  }

  /**
   * @param {Run} run
   * @param {number} now
   * @returns {number | null} milliseconds; null while nobody can tell
   */
  left(run, now) {
    if (this.#running === null) return null;
    const elapsed = now - this.#running.began;
    const done = progressShare(run.rerun ?? run);
    if (elapsed < EARLY.ms || done < EARLY.share) return null;
    return (elapsed * (1 - done)) / done;
  }
}
