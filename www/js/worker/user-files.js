/**
 * The user's own files. A WebAssembly module of its own reads them, which is fetched when it is first needed; what it
 * read is handed to the other module, which repairs.
 *
 * @import { BadNet, Bundle, Edit, SetName, SourceFile } from "../../pkg/plain/goodnet_web.js"
 * @import { Opened, UserFileChoice } from "../client/types.js"
 * @import { OnEvent } from "../client/protocol.js"
 */

import init, {
  describe,
  fitPicture,
  inspect,
  onPanic,
  plotPng,
  writeKeras,
  readImages,
  readNetwork,
} from "../../pkg/files/goodnet_web_files.js";
import { UserFiles } from "../../pkg/plain/goodnet_web.js";
import { compile } from "./compile.js";

/** The sets by their roles, in the order in which they are read, and what a report calls them. */
const SETS = /** @type {const} */ ([
  ["cleanValidation", "validation", "clean validation images"],
  ["poisonedValidation", "poisonedValidation", "poisoned validation images"],
  ["cleanTest", "test", "clean test images"],
  ["poisonedTest", "poisonedTest", "poisoned test images"],
]);

/** Reads files once its module is there. */
export class Reader {
  #wasm;
  #died;
  /** @type {Promise<void> | null} */
  #loaded = null;

  /**
   * @param {string} wasm the absolute URL of the module
   * @param {(error: unknown) => void} died is told when the module breaks down
   */
  constructor(wasm, died) {
    this.#wasm = wasm;
    this.#died = died;
  }

  /**
   * What a file holds.
   *
   * @param {File} file
   */
  async inspect(file) {
    await this.#load();
    return inspect(file);
  }

  /**
   * Reads a network and its images, one file after the other.
   *
   * @param {Bundle} bundle
   * @param {UserFileChoice} files
   * @param {OnEvent} tell
   * @param {AbortSignal} signal
   * @returns {Promise<OpenFiles>}
   */
  async open(bundle, files, tell, signal) {
    await this.#load();
    const { onnx, keras } = readNetwork(files.network, files.architecture);
    const images = new UserFiles(stem(files.network.name), onnx);
    const notes = [];
    /** @type {Partial<Record<SetName, number>>} */
    const counts = {};
    try {
      for (const [role, set] of SETS) {
        const file = files[role];
        if (file === undefined) continue;
        // What is handed over is a view of one module's memory, which the other copies at once: the images are held
        // once.
        const sink = {
          expect: (/** @type {number} */ count, /** @type {Uint32Array} */ shape) => images.expect(set, count, shape),
          push: (/** @type {Uint8Array} */ pixels) => images.push(pixels),
        };
        const info = await readImages(file, sink, tell, signal);
        try {
          const { labels } = info;
          counts[set] = labels.length;
          images.take(labels, info.white);
          notes.push(...info.notes);
        } finally {
          info.free();
        }
      }
    } catch (error) {
      images.free();
      throw error;
    }
    const { poisonedValidation: validation = 0, test, poisonedTest = 0 } = counts;
    // Without test images the validation images take their place.
    const poisoned = { validation, test: test === undefined ? validation : poisonedTest };
    return new OpenFiles(files, keras, notes, poisoned, await bundle.openUserFiles(images, files.white, signal));
  }

  /**
   * A picture as a network of this input shape sees it.
   *
   * @param {File} file
   * @param {Opened["inputShape"]} shape
   */
  async fitted(file, [channels, height, width]) {
    await this.#load();
    const picture = fitPicture(file, channels, height, width);
    try {
      const { planes, rgba, from } = picture;
      // The bindings' arrays are copies of their own, never views of shared memory.
      return {
        planes,
        rgba: /** @type {Uint8ClampedArray<ArrayBuffer>} */ (rgba),
        from: /** @type {[number, number]} */ ([...from]),
      };
    } finally {
      picture.free();
    }
  }

  /** @param {string} svg the plot; gives it as a PNG file */
  async plotPng(svg) {
    await this.#load();
    return /** @type {Uint8Array<ArrayBuffer>} */ (plotPng(svg));
  }

  async #load() {
    this.#loaded ??= compile(this.#wasm).then(async (module) => {
      await init({ module_or_path: module });
      onPanic(this.#died);
    });
    try {
      await this.#loaded;
    } catch (error) {
      // It may come the next time.
      this.#loaded = null;
      throw error;
    }
  }
}

/** Files of the user's own that are open. */
export class OpenFiles {
  /** @type {Promise<SourceFile[]> | null} */
  #described = null;
  #files;

  /**
   * @param {UserFileChoice} files
   * @param {boolean} keras whether the network is one of Keras' HDF5 files
   * @param {string[]} notes what people should know of the files
   * @param {Opened["poisonedImages"]} poisonedImages how many there are
   * @param {BadNet} model
   */
  constructor(files, keras, notes, poisonedImages, model) {
    this.#files = files;
    this.keras = keras;
    this.notes = notes;
    this.poisonedImages = poisonedImages;
    this.model = model;
  }

  /**
   * What a report says of the files. They are read through for their checksums, once.
   *
   * @param {AbortSignal} signal
   */
  async described(signal) {
    this.#described ??= this.#describe(signal);
    try {
      return await this.#described;
    } catch (error) {
      this.#described = null;
      throw error;
    }
  }

  /** @param {AbortSignal} signal */
  async #describe(signal) {
    const { network, architecture } = this.#files;
    const described = [await describe("network", network, signal)];
    if (architecture !== undefined) described.push(await describe("the network's layers", architecture, signal));
    for (const [role, , called] of SETS) {
      const file = this.#files[role];
      if (file !== undefined) described.push(await describe(called, file, signal));
    }
    return described;
  }

  /**
   * The network's own file with an edit in it.
   *
   * @param {Edit} edit
   */
  edited(edit) {
    const { network, architecture } = this.#files;
    return {
      name: stem(network.name),
      ending: /.\.weights\.h5$/.test(network.name) ? "weights.h5" : "h5",
      bytes: writeKeras(network, architecture, edit),
    };
  }
}

/**
 * A file's name without what says its kind. By `.weights.h5` Keras knows the layout of a file with weights.
 *
 * @param {string} name
 */
function stem(name) {
  return name.replace(/(?<=.)(\.weights\.h5|\.[^.]*)$/, "");
}
