/**
 * What the page does: turns what people ask for into requests, and what comes back into actions.
 *
 * @import { LoadingEvent, Opened, TakeHome } from "../../crate/web/src/types.js"
 * @import { Client } from "./client.js"
 * @import { Link } from "./link.js"
 * @import { Memory } from "./memory.js"
 * @import { Asked } from "./run.js"
 * @import { Place, State } from "./state.js"
 * @import { Store } from "./store.js"
 */

import { shownConvolution } from "./channels.js";
import { GoodnetError } from "./client.js";
import { asRecipe } from "./recipe.js";
import { ownChoice } from "./roles.js";
import { isRunning } from "./run.js";
import { parseThresholds } from "./thresholds.js";

/** How many faces the page shows. */
export const FACES = 6;

export class App {
  #client;
  #store;
  #memory;
  /** Cancels what is being opened. @type {AbortController | null} */
  #opening = null;
  /** What the worker opened although something else was wanted by then. @type {{ model: Opened, own: string | null } | null} */
  #overtaken = null;
  /** Cancels the repair that is running. @type {AbortController | null} */
  #repairing = null;
  /** Stops the reading of pictures. @type {AbortController | null} */
  #predicting = null;
  /** What was asked for last of each kind, and of which model, so that nothing is asked for twice. @type {Record<string, string>} */
  #asked = {};
  /** @type {Opened | null} */
  #askedOf = null;

  /**
   * @param {Client} client
   * @param {Store} store
   * @param {Memory | null} memory null where nothing may be kept
   */
  constructor(client, store, memory) {
    this.#client = client;
    this.#store = store;
    this.#memory = memory;
  }

  /**
   * Shows what a link asks for: what it says of the repair at once, its scenario once that is open.
   *
   * @param {Link} link
   */
  async openLink(link) {
    const { model, opening, own, scenario: open } = this.#store.state;
    const scenario = link.scenario ?? model?.scenarios[0]?.name;
    // A layer that the model does not have cannot be chosen; a model that is yet to come decides that itself.
    const there = model !== null && opening === null && own === null && scenario === open;
    const layer = there && !model.convolutions.some(({ name }) => name === link.layer) ? null : link.layer;
    this.#store.dispatch({ type: "linked", link: { ...link, layer } });
    if (there) await this.#memory?.recall();
    else await this.openBundle(scenario);
    // What belonged to another network went with it.
    if (link.pruned !== null && scenario === this.#store.state.scenario) this.#store.dispatch({ type: "pruned", pruned: link.pruned });
  }

  /** @param {string} [scenario] one of the bundle's BadNets; the last one that was open, or the first, unless named */
  openBundle(scenario = this.#store.state.scenario ?? undefined) {
    return this.#open(null, (options) => this.#client.call("open", { scenario }, options));
  }

  /** @param {File} file the user's own ONNX model, to be repaired with the bundle's people */
  openModel(file) {
    const { scenario } = this.#store.state;
    return this.#open(file.name, (options) => this.#client.call("openModel", { file, scenario: scenario ?? undefined }, options));
  }

  /**
   * Takes files of the user's own, and looks into each for what it is.
   *
   * @param {File[]} files
   */
  bring(files) {
    this.#store.dispatch({ type: "brought", files });
    for (const file of files) void this.#look(file);
  }

  /** @param {File} file */
  async #look(file) {
    try {
      this.#store.dispatch({ type: "looked", file, contents: await this.#client.call("inspect", { file }) });
    } catch (error) {
      this.#store.dispatch({ type: "useless", file, message: asGoodnetError(error).message });
    }
  }

  /** Opens the files that the user brought, once each has its role. */
  openOwn() {
    const { brought, white } = this.#store.state;
    const files = ownChoice(brought, white);
    if (files === null) return;
    return this.#open(files.network.name, (options) => this.#client.call("openOwn", { files }, options));
  }

  /** Stops the opening; what is open stays. */
  cancelOpening() {
    this.#opening?.abort();
  }

  /**
   * @param {string | null} own the name of the user's own network
   * @param {(options: { signal: AbortSignal, onProgress: (event: LoadingEvent) => void }) => Promise<Opened>} call what opens it
   */
  async #open(own, call) {
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
      this.cancelRepair();
      this.#overtaken = null;
      this.#store.dispatch({ type: "opened", model, own });
      void this.#predict();
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
    this.cancelRepair();
    const { opening: unfinished } = this.#store.state;
    this.#store.dispatch({ type: "opened", model, own });
    // What failed still has to say so.
    if (unfinished !== null) this.#store.dispatch({ type: "open-started", own: unfinished.own });
    void this.#predict();
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

  /**
   * Repairs the open model as the settings say.
   *
   * @returns {boolean} false when it cannot start; the state says why
   */
  repair() {
    const { model, opening, run, settings } = this.#store.state;
    if (model === null || opening !== null || isRunning(run)) return false;
    const parsed = parseThresholds(settings.thresholds);
    if ("problem" in parsed) {
      this.#store.dispatch({ type: "problem", place: "thresholds", text: parsed.problem });
      return false;
    }
    this.#store.dispatch({ type: "repair-started", thresholds: parsed.thresholds });
    const { recipe, convolution } = settings;
    this.#runRepair({ recipe, convolution, thresholds: parsed.thresholds });
    return true;
  }

  /** Whether the result that is shown is an earlier visit's, so that the worker does not have it. */
  #isKept() {
    return typeof this.#store.state.run?.kept === "number";
  }

  /**
   * Does a kept repair once more.
   *
   * @returns {Promise<boolean>} false when it did not come to its end; the page says why
   */
  async #repairAgain() {
    const { opening, run } = this.#store.state;
    if (run === null || opening !== null || isRunning(run)) return false;
    this.#store.dispatch({ type: "repair-again" });
    await this.#runRepair(run.asked);
    return this.#store.state.run?.number === run.number && !this.#isKept();
  }

  /** @param {Omit<Asked, "channels">} asked */
  async #runRepair(asked) {
    const { own, runs: run, scenario, settings } = this.#store.state;
    const { convolution, recipe, thresholds } = asked;
    const repairing = (this.#repairing = new AbortController());
    try {
      const report = await this.#client.call(
        "repair",
        { recipe: asRecipe(recipe), thresholds, convolution, engine: settings.engine },
        { signal: repairing.signal, onProgress: (event) => this.#store.dispatch({ type: "repair-event", run, event }) },
      );
      this.#store.dispatch({ type: "repair-done", run, report });
      void this.#predict();
      void this.#memory?.keep(own === null ? scenario : null, asked, report);
    } catch (error) {
      const { kind, message } = asGoodnetError(error);
      this.#store.dispatch(kind === "cancelled" ? { type: "repair-cancelled", run } : { type: "repair-failed", run, message });
    } finally {
      if (repairing === this.#repairing) this.#repairing = null;
    }
  }

  cancelRepair() {
    if (this.#repairing === null) return;
    this.#store.dispatch({ type: "repair-cancelling" });
    this.#repairing.abort();
  }

  /** @param {File[]} files pictures, to be shown to the networks */
  tryPictures(files) {
    this.#store.dispatch({ type: "pictures", files });
    return this.#predict();
  }

  /** @param {number | null} threshold whose repaired model is to be asked, too */
  tryThreshold(threshold) {
    this.#store.dispatch({ type: "try-threshold", threshold });
    return this.#predict();
  }

  /** Asks the networks for the pictures that people try, once there are both. */
  async #predict() {
    this.#predicting?.abort();
    const { model, trial } = this.#store.state;
    if (model === null || trial === null) return;
    const predicting = (this.#predicting = new AbortController());
    try {
      const answers = await this.#client.call("predict", { pictures: trial.files, threshold: trial.threshold }, { signal: predicting.signal });
      this.#store.dispatch({ type: "predicted", asked: trial, answers });
    } catch (error) {
      if (predicting !== this.#predicting) return;
      const text = `The networks could not be asked. ${asGoodnetError(error).message}`;
      this.#store.dispatch({ type: "problem", place: "predict", text });
    }
  }

  /**
   * Asks for what the page wants to show and does not know yet: called whenever it is drawn.
   *
   * @param {State} state
   */
  follow(state) {
    const { answers, channel, excitement, faces, model, opening, run, view } = state;
    const convolution = shownConvolution(state)?.name;
    if (model === null || opening !== null || convolution === undefined) return;
    if (model !== this.#askedOf) [this.#askedOf, this.#asked] = [model, {}];
    if (answers === null && faces.length > 0 && run !== null && run.ranking !== null) {
      const channels = run.ranking.channels.map((ranked) => ranked.channel);
      const order = { convolution, channels, bias: run.asked.recipe.bias };
      this.#ask("answers", String(run.number), "repair", "The faces could not be shown to the repaired models.", async () => {
        const answers = await this.#client.call("answers", { indices: faces.map(({ index }) => index), order });
        this.#store.dispatch({ type: "answers", run: run.number, answers });
      });
    }
    const looksInside = channel !== null || state.tint === "change" || run?.status === "done";
    if (looksInside && excitement?.convolution !== convolution) {
      this.#ask("excitement", convolution, "channel", "The channels could not be looked into.", async () => {
        const excitement = await this.#client.call("excitement", { convolution });
        this.#store.dispatch({ type: "excitement", model, excitement });
      });
    }
    if (channel !== null && !(view?.channel === channel && view.convolution === convolution)) {
      this.#ask("channel", `${convolution} ${channel}`, "channel", `Channel ${channel} could not be looked into.`, async () => {
        const view = await this.#client.call("channel", { convolution, channel });
        this.#store.dispatch({ type: "view", model, view });
      });
    }
  }

  /**
   * Asks once; where that fails, the page says so.
   *
   * @param {"answers" | "excitement" | "channel"} kind
   * @param {string} wanted tells one thing to ask for from another
   * @param {Place} place
   * @param {string} failed
   * @param {() => Promise<void>} ask
   */
  async #ask(kind, wanted, place, failed, ask) {
    if (this.#asked[kind] === wanted) return;
    this.#asked[kind] = wanted;
    try {
      await ask();
    } catch (error) {
      if (this.#asked[kind] !== wanted) return;
      this.#store.dispatch({ type: "problem", place, text: `${failed} ${asGoodnetError(error).message}` });
    }
  }

  /** @param {TakeHome} wanted a file of the last repair */
  async download(wanted) {
    if (this.#isKept() && !(await this.#repairAgain())) return;
    try {
      const { name, type, bytes } = await this.#client.call("download", { wanted });
      save(name, type, bytes);
    } catch (error) {
      const text = `The file could not be downloaded. ${asGoodnetError(error).message}`;
      this.#store.dispatch({ type: "problem", place: "results", text });
    }
  }
}

/**
 * Hands bytes to the browser as a file.
 *
 * @param {string} name
 * @param {string} type
 * @param {ArrayBuffer} bytes
 */
function save(name, type, bytes) {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken hold of the bytes once this task is over.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/**
 * @param {unknown} error
 * @returns {GoodnetError}
 */
function asGoodnetError(error) {
  if (error instanceof GoodnetError) return error;
  throw error;
}
