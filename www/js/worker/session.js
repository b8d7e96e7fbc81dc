/**
 * What one worker holds: the bundle, the BadNet that is open, and its last repair.
 *
 * @import { WorkerPool as LeadersPool } from "../../pkg/plain/goodnet_web.js"
 * @import { Opened, OutputKind } from "../client/types.js"
 * @import { Calls, CallType, Download, OnEvent, Request } from "../client/protocol.js"
 * @import { WorkerPool } from "./pool.js"
 * @import { OpenFiles, Reader } from "./user-files.js"
 */

import { BadNet, Bundle, Repaired } from "../../pkg/plain/goodnet_web.js";
import { predict } from "./predict.js";
import { failure } from "./report.js";

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
  /** The user's own files that are open. @type {OpenFiles | null} */
  #files = null;
  #pool;
  #reader;

  /**
   * @param {string} manifest the absolute URL of the bundle's manifest
   * @param {WorkerPool} pool the workers that share a repair or a scan; the page never asks for both at once
   * @param {Reader} reader reads the user's own files
   */
  constructor(manifest, pool, reader) {
    this.#manifest = manifest;
    this.#pool = pool;
    this.#reader = reader;
  }

  /**
   * Runs one request. Requests may run at the same time: each works on what was open when it came.
   *
   * @param {Request} request
   * @param {OnEvent} tell is called with every progress event
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
   * @param {OnEvent} tell
   * @param {AbortSignal} signal
   * @returns {Promise<Outcome>}
   */
  async #dispatch(request, tell, signal) {
    switch (request.type) {
      case "open": {
        const bundle = await this.#open(tell, signal);
        // A link may name any: one that is not here counts as not named, and the page sees by what is open that it is
        // another.
        const known = request.scenario !== undefined && bundle.scenarios.includes(request.scenario);
        return { value: this.#show(await bundle.openScenario(known ? request.scenario : undefined, tell, signal)) };
      }
      case "openModel": {
        const bundle = await this.#open(tell, signal);
        return { value: this.#show(await bundle.openFile(request.file, request.scenario, tell, signal)) };
      }
      case "inspect":
        return { value: await this.#reader.inspect(request.file) };
      case "openUserFiles": {
        const bundle = await this.#open(tell, signal);
        const files = await this.#reader.open(bundle, request.files, tell, signal);
        return { value: this.#show(files.model, files) };
      }
      case "faces": {
        const faces = await this.#current().faces(Uint32Array.from(request.indices), signal);
        return {
          value: faces,
          transfer: faces.flatMap(({ clean, poisoned }) =>
            [clean, poisoned].flatMap((picture) => picture?.buffer ?? []),
          ),
        };
      }
      case "facePredictions":
        return {
          value: await this.#current().facePredictions(Uint32Array.from(request.indices), request.order, signal),
        };
      case "channelActivations":
        return { value: await this.#current().channelActivations(request.convolution, signal) };
      case "channel": {
        const view = await this.#current().channel(request.convolution, request.channel, signal);
        const images = [...view.clean, ...view.poisoned, ...view.pairs.flat()];
        return { value: view, transfer: images.flatMap(({ pixels, map }) => [pixels.buffer, map.buffer]) };
      }
      case "scan": {
        const model = this.#current();
        return { value: await this.#share(model, signal, (pool) => model.scan(request, tell, signal, pool)) };
      }
      case "repair": {
        const model = this.#current();
        const repaired = await this.#share(model, signal, (pool) => model.defend(request, tell, signal, pool));
        const { report } = repaired;
        if (model === this.#model) {
          this.#retire(this.#repaired);
          this.#repaired = repaired;
        } else {
          repaired.free();
        }
        return { value: report };
      }
      case "predict": {
        const predicted = await predict(this.#reader, this.#current(), this.#repaired, request, signal);
        return { value: predicted, transfer: predicted.flatMap((one) => ("rgba" in one ? [one.rgba.buffer] : [])) };
      }
      case "download": {
        const { name, type, bytes } = await this.#download(request.wanted, signal);
        return { value: { name, type, bytes }, transfer: [bytes] };
      }
    }
  }

  /**
   * Does work that the pool shares.
   *
   * @template T
   * @param {BadNet} model
   * @param {AbortSignal} signal
   * @param {(pool: LeadersPool) => Promise<T>} work
   */
  async #share(model, signal, work) {
    // What waits for the pool is woken, and what its workers are doing ends at once.
    const stop = () => this.#pool.stop();
    signal.addEventListener("abort", stop);
    try {
      return await work(this.#pool.of(model));
    } catch (error) {
      stop();
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /**
   * @param {OnEvent} tell
   * @param {AbortSignal} signal
   * @returns {Promise<Bundle>} the bundle, fetched once
   */
  async #open(tell, signal) {
    this.#bundle ??= await Bundle.open(this.#manifest, tell, signal);
    return this.#bundle;
  }

  /**
   * @param {BadNet} model takes the place of what was open
   * @param {OpenFiles | null} files where its images are the user's own
   * @returns {Opened}
   */
  #show(model, files = null) {
    this.#retire(this.#model);
    this.#retire(this.#repaired);
    this.#model = model;
    this.#repaired = null;
    this.#files = files;
    model.prepare(this.#pool.of(model));
    const { opened } = model;
    const notes = [...(files?.notes ?? []), ...opened.notes];
    return {
      ...opened,
      notes,
      ownImages: files !== null,
      keras: files?.keras ?? false,
      // The bundle's trigger is put on every image.
      poisonedImages: files?.poisonedImages ?? opened.images,
    };
  }

  #current() {
    if (this.#model === null) throw failure("not-open", "No model is open yet. Open a scenario or a model first.");
    return this.#model;
  }

  /**
   * @param {OutputKind} wanted
   * @param {AbortSignal} signal
   * @returns {Promise<Download>}
   */
  async #download(wanted, signal) {
    const [open, repaired] = [this.#files, this.#repaired];
    if (repaired === null) throw failure("not-repaired", "There is no repaired model yet. Run the repair first.");
    if (wanted.kind === "keras") {
      if (!open?.keras) throw failure("not-keras", "The network did not come as one of Keras' HDF5 files.");
      const { name, ending, bytes } = open.edited(repaired.edit(wanted.threshold));
      return {
        name: `${name}-repaired-${wanted.threshold}.${ending}`,
        type: "application/x-hdf5",
        bytes: bytes.buffer,
      };
    }
    if (wanted.kind === "plotPng") {
      const svg = repaired.file({ kind: "plot" });
      const bytes = await this.#reader.plotPng(new TextDecoder().decode(svg.bytes));
      return { name: svg.name.replace(/\.svg$/, ".png"), type: "image/png", bytes: bytes.buffer };
    }
    const files = wanted.kind === "report" && open !== null ? await open.described(signal) : null;
    const { name, type, bytes } = repaired.file(wanted, files);
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
