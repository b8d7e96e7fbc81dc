// What is timed of another runtime, the same for all: one pass over the images, and the lab's loop.

/**
 * Images as a runtime gets them: u8, in the layout that it likes best, and the class that counts as a hit for each.
 * @typedef {{ pixels: Uint8Array, labels: Uint32Array }} ImageSet
 */

/**
 * How many clean and poisoned images are classified as their label with some channels pruned, and when that was known,
 * in milliseconds from the start. `ties`: goodnet's list of decisions that are too close to call.
 * @typedef {{ pruned: number, clean: number, asr: number, at: number, ties?: number }} Step
 */

/**
 * A network in some runtime.
 * @template [Images=unknown]
 * @typedef {object} Runtime
 * @property {(set: ImageSet) => Images} widen makes the f32 images that the runtime takes
 * @property {(channels: number[]) => void} prune sets the weights and biases of these channels, and of no others, to 0
 * @property {(images: Images) => Promise<number>} hits how many images are classified as their label
 * @property {(images: Images) => void} drop gives the images' memory back
 */

/**
 * Every image through the network once.
 *
 * @template Images
 * @param {Runtime<Images>} runtime
 * @param {ImageSet[]} sets clean and poisoned
 * @returns {Promise<Step[]>} one step, with nothing pruned
 */
export const forwardPass = (runtime, sets) => evaluate(runtime, sets, [[]]);

/**
 * The loop of the lab's notebook: one more channel is pruned, every image goes through the network again.
 *
 * @template Images
 * @param {Runtime<Images>} runtime
 * @param {ImageSet[]} sets clean and poisoned
 * @param {number[]} order the channels, first to be pruned first
 * @returns {Promise<Step[]>} from no channel pruned to all of them
 */
export const labLoop = (runtime, sets, order) =>
  evaluate(runtime, sets, [[], ...order.map((_, last) => order.slice(0, last + 1))]);

/**
 * @template Images
 * @param {Runtime<Images>} runtime
 * @param {ImageSet[]} sets
 * @param {number[][]} masks
 */
async function evaluate(runtime, sets, masks) {
  const began = performance.now();
  // A user holds the images as f32 from here on, and so does this: goodnet is alone in being given u8 each time.
  const [clean, poisoned] = sets.map((set) => runtime.widen(set));
  const steps = /** @type {Step[]} */ ([]);
  for (const channels of masks) {
    runtime.prune(channels);
    const counts = { clean: await runtime.hits(clean), asr: await runtime.hits(poisoned) };
    steps.push({ pruned: channels.length, ...counts, at: performance.now() - began });
  }
  [clean, poisoned].forEach((images) => runtime.drop(images));
  return steps;
}
