/**
 * Opens networks and their images: the bundle's, or the user's own.
 *
 * @import { LoadingEvent, Opened, OwnChoice } from "../../client/types.js"
 * @import { Client } from "../../client/client.js"
 * @import { Link } from "../address/link.js"
 * @import { Memory } from "../repair/result-cache.js"
 * @import { Store } from "../../app/store.js"
 * @import { Repairing } from "../repair/asks.js"
 * @import { Trying } from "../predict/asks.js"
 */

import { asGoodnetError } from "../../client/client.js";

/** How many faces the page shows. */
export const FACES = 6;

export class Opening {
  #client;
  #store;
  #memory;
  #repairing;
  #trying;
  /** Cancels what is being opened. @type {AbortController | null} */
  #opening = null;
  /** What the worker opened although something else was wanted by then. @type {{ model: Opened, own: string | null } | null} */
  #overtaken = null;

  /**
   * @param {Client} client
   * @param {Store} store
   * @param {Memory | null} memory null where nothing may be kept
   * @param {Repairing} repairing
   * @param {Trying} trying
   */
  constructor(client, store, memory, repairing, trying) {
    this.#client = client;
    this.#store = store;
    this.#memory = memory;
    this.#repairing = repairing;
    this.#trying = trying;
  }

  /**
   * Shows what a link asks for: what it says of the repair at once, its scenario once that is open.
   *
   * @param {Link} link
   */
  async link(link) {
    const { model, opening, own, scenario: open } = this.#store.state;
    const scenario = link.scenario ?? model?.scenarios[0]?.name;
    // A layer that the model does not have cannot be chosen; a model that is yet to come decides that itself.
    const there = model !== null && opening === null && own === null && scenario === open;
    const layer = there && !model.convolutions.some(({ name }) => name === link.layer) ? null : link.layer;
    this.#store.dispatch({ type: "linked", link: { ...link, layer } });
    if (there) await this.#memory?.recall();
    else await this.bundle(scenario);
    // What belonged to another network went with it.
    if (link.pruned !== null && scenario === this.#store.state.scenario) this.#store.dispatch({ type: "pruned", pruned: link.pruned });
  }

  /** @param {string} [scenario] one of the bundle's BadNets; the last one that was open, or the first, unless named */
  bundle(scenario = this.#store.state.scenario ?? undefined) {
    return this.#open(null, (options) => this.#client.call("open", { scenario }, options), scenario);
  }

  /** @param {File} file the user's own ONNX model, to be repaired with the bundle's people */
  model(file) {
    const { scenario } = this.#store.state;
    return this.#open(file.name, (options) => this.#client.call("openModel", { file, scenario: scenario ?? undefined }, options));
  }

  /** @param {OwnChoice} files a network and images of the user's own */
  own(files) {
    return this.#open(files.network.name, (options) => this.#client.call("openOwn", { files }, options));
  }

  /** What is open stays. */
  cancel() {
    this.#opening?.abort();
  }

  /**
   * @param {string | null} own the name of the user's own network
   * @param {(options: { signal: AbortSignal, onProgress: (event: LoadingEvent) => void }) => Promise<Opened>} call what opens it
   * @param {string} [wanted] the scenario that is asked for; where there is none of that name, another is opened
   */
  async #open(own, call, wanted) {
    this.#opening?.abort();
    const opening = (this.#opening = new AbortController());
    this.#store.dispatch({ type: "open-started", own });
    const options = {
      signal: opening.signal,
      onProgress: (/** @type {LoadingEvent} */ event) => {
        if (opening === this.#opening) this.#store.dispatch({ type: "loading", event });
      },
    };
    try {
      const model = await call(options);
      if (opening !== this.#opening) {
        // The worker had done it before it heard that something else is wanted.
        this.#overtaken = { model, own };
        return;
      }
      // Only now: a file that cannot be opened costs nobody a repair that is running.
      this.#repairing.cancel();
      this.#overtaken = null;
      this.#store.dispatch({ type: "opened", model, own, wanted });
      void this.#trying.ask();
      await Promise.all([this.#showFaces(model.images.test, opening), this.#memory?.recall()]);
    } catch (error) {
      if (opening !== this.#opening) return;
      const { kind, message } = asGoodnetError(error);
      if (this.#overtaken !== null) this.#showOvertaken(this.#overtaken, opening);
      this.#store.dispatch(kind === "cancelled" ? { type: "open-cancelled" } : { type: "open-failed", message });
    }
  }

  /**
   * Shows the model that the worker has open, after what should have followed it failed.
   *
   * @param {{ model: Opened, own: string | null }} overtaken
   * @param {AbortController} opening
   */
  #showOvertaken({ model, own }, opening) {
    this.#overtaken = null;
    this.#repairing.cancel();
    const { opening: unfinished } = this.#store.state;
    this.#store.dispatch({ type: "opened", model, own });
    // What failed still has to say so.
    if (unfinished !== null) this.#store.dispatch({ type: "open-started", own: unfinished.own });
    void this.#trying.ask();
    void this.#showFaces(model.images.test, opening);
  }

  /**
   * Faces from all over the test images, so that nobody picked the ones that look best.
   *
   * @param {number} images how many there are
   * @param {AbortController} opening
   */
  async #showFaces(images, opening) {
    const shown = Math.min(FACES, images);
    const indices = Array.from({ length: shown }, (_, i) => Math.floor(((i + 0.5) * images) / shown));
    try {
      const faces = await this.#client.call("faces", { indices }, { signal: opening.signal });
      if (opening === this.#opening) this.#store.dispatch({ type: "faces", faces });
    } catch (error) {
      if (opening !== this.#opening) return;
      const text = `The faces could not be shown. ${asGoodnetError(error).message}`;
      this.#store.dispatch({ type: "problem", place: "page", text });
    }
  }
}
