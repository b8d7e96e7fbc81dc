/**
 * Opens networks and their images: the bundle's, or the user's own.
 *
 * @import { Page } from "../../app/app.js"
 * @import { LoadingEvent, Opened, UserFileChoice } from "../../client/types.js"
 * @import { Link } from "../address/link.js"
 */

import { asGoodnetError } from "../../client/client.js";
import { byId } from "../../shared/dom.js";

export class Opening {
  #page;
  /** Cancels what is being opened. @type {AbortController | null} */
  #opening = null;
  /**
   * What the worker opened although something else was wanted by then.
   * @type {{ model: Opened, userModel: string | null } | null}
   */
  #overtaken = null;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /**
   * Shows what a link asks for: what it says of the repair at once, its scenario once that is open.
   *
   * @param {Link} link
   */
  async link(link) {
    const { app, store } = this.#page;
    const { model, opening, scenario: open, userModel } = store.state;
    const scenario = link.scenario ?? model?.scenarios[0]?.name;
    // A layer that the model does not have cannot be chosen; a model that is yet to come decides that itself.
    const there = model !== null && opening === null && userModel === null && scenario === open;
    const layer = there && !model.convolutions.some(({ name }) => name === link.layer) ? null : link.layer;
    store.dispatch({ type: "linked", link: { ...link, layer } });
    if (there) await app.repair.recall();
    else await this.bundle(scenario);
    // What belonged to another network went with it.
    if (link.pruned !== null && scenario === store.state.scenario)
      store.dispatch({ type: "pruned", pruned: link.pruned });
  }

  /** @param {string} [scenario] one of the bundle's BadNets; the last one that was open, or the first, unless named */
  bundle(scenario = this.#page.store.state.scenario ?? undefined) {
    return this.#open(null, (options) => this.#page.client.call("open", { scenario }, options), scenario);
  }

  /** @param {File} file the user's own ONNX model, to be repaired with the bundle's people */
  model(file) {
    const { client, store } = this.#page;
    const scenario = store.state.scenario ?? undefined;
    return this.#open(file.name, (options) => client.call("openModel", { file, scenario }, options));
  }

  /** @param {UserFileChoice} files a network and images of the user's own */
  userFiles(files) {
    return this.#open(files.network.name, (options) => this.#page.client.call("openUserFiles", { files }, options));
  }

  /** What is open stays. */
  cancel() {
    this.#opening?.abort();
  }

  /**
   * @param {string | null} userModel the name of the user's own network
   * @param {(options: { signal: AbortSignal, onProgress: (event: LoadingEvent) => void }) => Promise<Opened>} call what
   *   opens it
   * @param {string} [wanted] the scenario that is asked for; where there is none of that name, another is opened
   */
  async #open(userModel, call, wanted) {
    const { app, store } = this.#page;
    this.#opening?.abort();
    const opening = (this.#opening = new AbortController());
    store.dispatch({ type: "open-started", userModel });
    const options = {
      signal: opening.signal,
      onProgress: (/** @type {LoadingEvent} */ event) => {
        if (opening === this.#opening) store.dispatch({ type: "loading", event });
      },
    };
    try {
      const model = await call(options);
      if (opening !== this.#opening) {
        // The worker had done it before it heard that something else is wanted.
        this.#overtaken = { model, userModel };
        return;
      }
      // Only now: a file that cannot be opened costs nobody a repair that is running.
      app.repair.cancel();
      app.scan.cancel();
      this.#overtaken = null;
      store.dispatch({ type: "opened", model, userModel, wanted });
      void app.predict.ask();
      await Promise.all([app.attack.showFaces(model.images.test), app.repair.recall()]);
    } catch (error) {
      if (opening !== this.#opening) return;
      const { kind, message } = asGoodnetError(error);
      if (this.#overtaken !== null) this.#showOvertaken(this.#overtaken);
      store.dispatch(kind === "cancelled" ? { type: "open-cancelled" } : { type: "open-failed", message });
      // The answer is given there.
      if (kind === "input-range") byId("own-white", HTMLSelectElement).focus();
    }
  }

  /**
   * Shows the model that the worker has open, after what should have followed it failed.
   *
   * @param {{ model: Opened, userModel: string | null }} overtaken
   */
  #showOvertaken({ model, userModel }) {
    const { app, store } = this.#page;
    this.#overtaken = null;
    app.repair.cancel();
    app.scan.cancel();
    const { opening: unfinished } = store.state;
    store.dispatch({ type: "opened", model, userModel });
    // What failed still has to say so.
    if (unfinished !== null) store.dispatch({ type: "open-started", userModel: unfinished.userModel });
    void app.predict.ask();
    void app.attack.showFaces(model.images.test);
  }
}
