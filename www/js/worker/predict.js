/**
 * Pictures that somebody brought: read one by one, and shown to the networks together.
 *
 * @import { BadNet, Prediction, Repaired } from "../../pkg/plain/goodnet_web.js"
 * @import { Predicted, PredictParams } from "../client/protocol.js"
 * @import { Reader } from "./user-files.js"
 */

import { failure, report } from "./report.js";

/**
 * @param {Reader} reader
 * @param {BadNet} model
 * @param {Repaired | null} repaired the last repair of the model
 * @param {PredictParams} params
 * @param {AbortSignal} signal
 * @returns {Promise<Predicted[]>} in the order of the pictures
 */
export async function predict(reader, model, repaired, { pictures, threshold }, signal) {
  if (threshold !== null && repaired === null)
    throw failure("not-repaired", "There is no repaired model yet. Run the repair first.");
  const { inputShape } = model.opened;
  const [, height, width] = inputShape;
  const read = [];
  for (const file of pictures) {
    read.push(await orProblem(reader.fitted(file, inputShape)));
    // A large picture takes a while: what else came meanwhile has its turn.
    await new Promise((resume) => setTimeout(resume));
    if (signal.aborted) throw failure("cancelled", "The work was cancelled.");
  }
  const good = read.flatMap((one) => ("problem" in one ? [] : [one]));
  const planes = joined(good.map((one) => one.planes));
  /** @type {Prediction[]} */
  const opinions =
    threshold === null || repaired === null ? model.predict(planes) : repaired.predict(planes, threshold);
  let next = 0;
  return read.map((one) => {
    if ("problem" in one) return one;
    const opinion = /** @type {Prediction} */ (opinions[next++]);
    return { width, height, rgba: one.rgba, from: one.from, opinion };
  });
}

/**
 * What was read, or what to tell people when it could not be.
 *
 * @template T
 * @param {Promise<T>} reading
 * @returns {Promise<T | { problem: string }>}
 */
async function orProblem(reading) {
  try {
    return await reading;
  } catch (error) {
    const { kind, message } = report(error);
    // One bad picture costs nobody the others; anything else is no matter of the picture.
    if (kind !== "file-unreadable") throw error;
    return { problem: message };
  }
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
