/**
 * What one worker holds: the bundle, the BadNet that is open, and its last repair.
 *
 * @import { CallType, Calls, Download, Request } from "../protocol.js"
 * @import { Opened, RepairOptions, TakeHome } from "../../pkg/plain/goodnet_web.js"
 * @import { Crew } from "./crew.js"
 */

import { BadNet, Bundle, Repaired } from "../../pkg/plain/goodnet_web.js";

/** @typedef {(event: any) => void} Tell */

/**
 * A value for the page, and what of it is handed over rather than copied.
 *
 * @typedef {{ value: Calls[CallType]["value"], transfer?: Transferable[] }} Outcome
 */

export class Session {
  #manifest;
  /** @type {Bundle | null} */
  #bundle = null;
  /** @type {BadNet | null} */
  #model = null;
  /** @type {Repaired | null} */
  #repaired = null;
  /** The calls that have not ended. @type {Set<Promise<unknown>>} */
  #calls = new Set();
  #crew;

  /**
   * @param {string} manifest the absolute URL of the bundle's manifest
   * @param {Crew} crew the workers that share a repair
   */
  constructor(manifest, crew) {
    this.#manifest = manifest;
    this.#crew = crew;
  }

  /**
   * Runs one request. Requests may run at the same time: each works on what was open when it came.
   *
   * @param {Request} request
   * @param {Tell} tell is called with every progress event
   * @param {AbortSignal} signal
   * @returns {Promise<Outcome>}
   */
  async run(request, tell, signal) {
    const call = this.#dispatch(request, tell, signal);
    this.#calls.add(call);
    try {
      return await call;
    } finally {
      this.#calls.delete(call);
    }
  }

  /**
   * @param {Request} request
   * @param {Tell} tell
   * @param {AbortSignal} signal
   * @returns {Promise<Outcome>}
   */
  async #dispatch(request, tell, signal) {
    switch (request.type) {
      case "open": {
        const bundle = await this.#open(tell, signal);
        return { value: this.#show(await bundle.openScenario(request.scenario, tell, signal)) };
      }
      case "openModel": {
        const bundle = await this.#open(tell, signal);
        return { value: this.#show(await bundle.openFile(request.file, request.scenario, tell, signal)) };
      }
      case "faces": {
        const faces = await this.#current().faces(Uint32Array.from(request.indices), signal);
        return { value: faces, transfer: faces.flatMap(({ clean, poisoned }) => [clean.buffer, poisoned.buffer]) };
      }
      case "repair": {
        const model = this.#current();
        const repaired = await this.#repair(model, request, tell, signal);
        const { report } = repaired;
        if (model === this.#model) {
          this.#retire(this.#repaired);
          this.#repaired = repaired;
        } else {
          repaired.free();
        }
        return { value: report };
      }
      case "download": {
        const { name, type, bytes } = this.#download(request.wanted);
        return { value: { name, type, bytes }, transfer: [bytes] };
      }
    }
  }

  /**
   * @param {BadNet} model
   * @param {RepairOptions} options
   * @param {Tell} tell
   * @param {AbortSignal} signal
   */
  async #repair(model, options, tell, signal) {
    // Who waits for the crew is woken, and what its workers are doing ends at once.
    const stop = () => this.#crew.stop();
    signal.addEventListener("abort", stop);
    try {
      return await model.repair(options, tell, signal, this.#crew);
    } catch (error) {
      stop();
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /**
   * @param {Tell} tell
   * @param {AbortSignal} signal
   * @returns {Promise<Bundle>} the bundle, fetched once
   */
  async #open(tell, signal) {
    this.#bundle ??= await Bundle.open(this.#manifest, tell, signal);
    return this.#bundle;
  }

  /**
   * @param {BadNet} model takes the place of what was open
   * @returns {Opened}
   */
  #show(model) {
    this.#retire(this.#model);
    this.#retire(this.#repaired);
    this.#model = model;
    this.#repaired = null;
    model.prepare(this.#crew);
    return model.opened;
  }

  #current() {
    if (this.#model === null) throw failure("not-open", "No model is open yet. Open a scenario or a model first.");
    return this.#model;
  }

  /**
   * @param {TakeHome} wanted
   * @returns {Download}
   */
  #download(wanted) {
    if (this.#repaired === null) throw failure("not-repaired", "There is no repaired model yet. Run the repair first.");
    const { name, type, bytes } = this.#repaired.file(wanted);
    return { name, type, bytes: bytes.buffer };
  }

  /**
   * Gives an object's memory back, once no call can be using it.
   *
   * @param {{ free(): void } | null} old
   */
  #retire(old) {
    if (old !== null) void Promise.allSettled(this.#calls).then(() => old.free());
  }
}

/**
 * @param {string} kind
 * @param {string} message
 */
function failure(kind, message) {
  return Object.assign(new Error(message), { name: "GoodnetError", kind, context: {} });
}
