/**
 * The pictures that people try on the networks, and what these say of them.
 *
 * @import { Predicted } from "../../client/protocol.js"
 * @import { Run } from "../defences/index.js"
 */

/**
 * @typedef {object} Pictures
 * @property {File[]} files
 * @property {number | null} threshold whose repaired model and GoodNet are asked, too
 * @property {Predicted[] | null} predictions in the order of the files; null while the networks are asked
 */

/** How many pictures are shown at once. */
export const MAX_PICTURES = 24;

/**
 * The thresholds that have a repaired model to ask; a cached result has none.
 *
 * @param {Run | null} run the last repair
 * @returns {number[]} in ascending order
 */
export function reached(run) {
  if (run === null || run.status !== "done" || run.cachedAt !== null) return [];
  return run.repaired.filter(({ pruned }) => pruned !== null).map(({ threshold }) => threshold);
}

/**
 * @param {Pictures | null} pictures
 * @param {Run | null} run
 * @param {File[]} files take the place of those before
 * @returns {Pictures}
 */
export function choosePictures(pictures, run, files) {
  return {
    files: files.slice(0, MAX_PICTURES),
    threshold: pictures?.threshold ?? reached(run)[0] ?? null,
    predictions: null,
  };
}

/**
 * The pictures when another model is open: it has not been asked, nor repaired.
 *
 * @param {Pictures | null} pictures
 * @returns {Pictures | null}
 */
export function askAgain(pictures) {
  return pictures && { files: [...pictures.files], threshold: null, predictions: null };
}

/**
 * The pictures when a repair starts: what the last one's models said goes with them.
 *
 * @param {Pictures | null} pictures
 * @returns {Pictures | null}
 */
export function withoutRepaired(pictures) {
  if (pictures === null) return null;
  const predictions =
    pictures.predictions?.map((one) =>
      "problem" in one ? one : { ...one, opinion: { ...one.opinion, repaired: null, goodnet: null } },
    ) ?? null;
  return { ...pictures, threshold: null, predictions };
}

/**
 * The pictures once a repair is done: the first of its models is asked, too.
 *
 * @param {Pictures | null} pictures
 * @param {Run | null} run
 * @returns {Pictures | null}
 */
export function withRepaired(pictures, run) {
  const [threshold] = reached(run);
  return pictures === null || threshold === undefined ? pictures : { ...pictures, threshold, predictions: null };
}

/**
 * @param {Pictures | null} pictures
 * @param {Pictures} asked what the networks were asked, which may not be wanted any more
 * @param {Predicted[]} predictions
 * @returns {Pictures | null} the same where they are not
 */
export function answered(pictures, asked, predictions) {
  if (pictures === null || pictures.files !== asked.files || pictures.threshold !== asked.threshold) return pictures;
  return { ...pictures, predictions };
}

/**
 * @param {File} file
 * @returns {boolean} whether it is to be looked at rather than read as a data set
 */
export function isPicture({ name, type }) {
  return type === "image/png" || type === "image/jpeg" || /\.(png|jpe?g)$/i.test(name);
}
