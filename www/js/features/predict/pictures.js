/**
 * The pictures that people try on the networks, and what these say of them.
 *
 * @import { Predicted } from "../../client/protocol.js"
 * @import { Run } from "../repair/run.js"
 */

/**
 * @typedef {object} Trial
 * @property {File[]} files
 * @property {number | null} threshold whose repaired model and GoodNet answer, too
 * @property {Predicted[] | null} answers in the order of the files; null while the networks are asked
 */

/** How many pictures are shown at once. */
export const MOST = 24;

/**
 * The thresholds that have a repaired model to ask; a result that was kept has none.
 *
 * @param {Run | null} run
 * @returns {number[]} in the order typed
 */
export function reached(run) {
  if (run === null || run.status !== "done" || run.kept !== null) return [];
  return run.repaired.filter(({ pruned }) => pruned !== null).map(({ threshold }) => threshold);
}

/**
 * @param {Trial | null} trial
 * @param {Run | null} run
 * @param {File[]} files take the place of those before
 * @returns {Trial}
 */
export function tryPictures(trial, run, files) {
  return { files: files.slice(0, MOST), threshold: trial?.threshold ?? reached(run)[0] ?? null, answers: null };
}

/**
 * The pictures when another model is open: it has not been asked, nor repaired.
 *
 * @param {Trial | null} trial
 * @returns {Trial | null}
 */
export function askAnew(trial) {
  return trial && { files: [...trial.files], threshold: null, answers: null };
}

/**
 * The pictures when a repair starts: what the last one's models said goes with them.
 *
 * @param {Trial | null} trial
 * @returns {Trial | null}
 */
export function withoutRepaired(trial) {
  if (trial === null) return null;
  const answers = trial.answers?.map((one) => ("problem" in one ? one : { ...one, opinion: { ...one.opinion, repaired: null, goodnet: null } })) ?? null;
  return { ...trial, threshold: null, answers };
}

/**
 * The pictures once a repair is done: the first of its models is asked, too.
 *
 * @param {Trial | null} trial
 * @param {Run | null} run
 * @returns {Trial | null}
 */
export function withRepaired(trial, run) {
  const [threshold] = reached(run);
  return trial === null || threshold === undefined ? trial : { ...trial, threshold, answers: null };
}

/**
 * @param {Trial | null} trial
 * @param {Trial} asked what the networks were asked, which may not be wanted any more
 * @param {Predicted[]} answers
 * @returns {Trial | null} the same where they are not
 */
export function answered(trial, asked, answers) {
  if (trial === null || trial.files !== asked.files || trial.threshold !== asked.threshold) return trial;
  return { ...trial, answers };
}

/**
 * @param {File} file
 * @returns {boolean} whether it is to be looked at rather than read as a data set
 */
export function isPicture({ name, type }) {
  return type === "image/png" || type === "image/jpeg" || /\.(png|jpe?g)$/i.test(name);
}
