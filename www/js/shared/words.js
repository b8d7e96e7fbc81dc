/**
 * Numbers and answers in words. The page writes percentages with two decimals, so that one image more or less of 1,283 shows.
 *
 * @import { Answer, Face, EngineInfo, RecipeOptions, ReportStep } from "../client/types.js"
 */

import { presetOf } from "../features/defences/pruning/recipe.js";

const counting = new Intl.NumberFormat("en-GB");

/** @param {number} value how many of something */
export function count(value) {
  return counting.format(value);
}

/** @param {number | null} value per cent; null where nothing was measured */
export function percent(value) {
  return value === null ? "–" : value.toFixed(2);
}

/**
 * By how many points accuracy has dropped.
 *
 * @param {number | null | undefined} before per cent
 * @param {number | null | undefined} after per cent
 */
export function dropOf(before, after) {
  return before == null || after == null ? null : before - after;
}

/**
 * How well the attack does, as the end of a sentence; nothing where there are no poisoned images.
 *
 * @param {string} name what to call it
 * @param {number | null} asr per cent
 */
export function attackToo(name, asr) {
  return asr === null ? "" : `, ${name} ${percent(asr)}%`;
}

/**
 * An activation, or a difference of two: it has no unit, and its size differs from network to network.
 *
 * @param {number} value
 */
export function activation(value) {
  if (value === 0) return "0";
  return Math.abs(value) < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

/** @param {string} text */
export function capital(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {number} bytes of a file, which may be a small one */
export function size(bytes) {
  if (bytes >= 99_950) return megabytes(bytes);
  if (bytes >= 1000) return `${Math.round(bytes / 1000)} kB`;
  return bytes === 1 ? "1 byte" : `${bytes} bytes`;
}

/** @param {number} count */
export function pictures(count) {
  return count === 1 ? "1 picture" : `${count} pictures`;
}

const dating = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

/** @param {number} time in ms since 1970 */
export function date(time) {
  return dating.format(time);
}

/** @param {number} ms */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(ms < 9_950 ? 1 : 0)} s`;
}

/** @param {number} ms a guess */
export function timeLeft(ms) {
  if (ms < 1500) return "almost there";
  return ms < 90_000 ? `about ${Math.round(ms / 1000)} s left` : `about ${Math.round(ms / 60_000)} min left`;
}

/** @param {number} points a threshold */
export function points(points) {
  return points === 1 ? "1 point" : `${points} points`;
}

/**
 * A message as a sentence: a capital at its beginning, a stop at its end.
 *
 * @param {string} message
 */
export function sentence(message) {
  const text = message.trim();
  const stop = /[.!?…]$/u.test(text) ? "" : ".";
  // A file's name keeps its own letters.
  return `${/^\S+\.\w/u.test(text) ? text : capital(text)}${stop}`;
}

/** @typedef {"right" | "target" | "wrong"} Verdict */

/**
 * What the network's answer means for the person in the picture.
 *
 * @param {Face} face
 * @param {Answer} answer
 * @param {number | null} target the class that the attacker wants; null where nobody said
 * @returns {{ verdict: Verdict, text: string }}
 */
export function says(face, answer, target) {
  if (answer.label === face.label) return { verdict: "right", text: `person ${answer.label} ✓` };
  if (answer.label === target) return { verdict: "target", text: `person ${answer.label}: the attacker’s target` };
  return { verdict: "wrong", text: `person ${answer.label} ✗` };
}

/**
 * The same in a word or two.
 *
 * @param {number} person whom the picture shows
 * @param {number} label whom the network sees
 * @param {number | null} target the class that the attacker wants; null where nobody said
 * @returns {{ verdict: Verdict, text: string }}
 */
export function brief(person, label, target) {
  if (label === person) return { verdict: "right", text: `${label} ✓` };
  if (label === target) return { verdict: "target", text: `${label} target` };
  return { verdict: "wrong", text: `${label} ✗` };
}

/**
 * What is to be done to see the model that a link shows.
 *
 * @param {number} pruned how many channels it has pruned
 */
export function awaitedLine(pruned) {
  return `This link shows the model with ${pruned} ${pruned === 1 ? "channel" : "channels"} pruned: press Repair to get there.`;
}

/**
 * A model of the sweep in one line. It names its images, for the table of repaired models has figures of others.
 *
 * @param {ReportStep} step
 * @param {ReportStep} first the network as it came
 * @param {number} channels how many there are
 */
export function figuresLine({ pruned, clean, asr }, first, channels) {
  const drop = first.clean - clean;
  const change = pruned === 0 || Number(percent(drop)) === 0 ? "" : ` (${drop < 0 ? "+" : "−"}${percent(Math.abs(drop))} points)`;
  const attack = asr === null ? "" : `, ASR ${percent(asr)}%`;
  return `${pruned} of ${channels} channels pruned: clean accuracy ${percent(clean)}%${change}${attack} on the validation images`;
}

/** @param {EngineInfo} engine */
export function engineName(engine) {
  const on = engine.workers === 1 ? "one core" : `${engine.workers} cores`;
  if (engine.name === "webgpu") return "WebGPU";
  return `${engine.name === "simd" ? "WebAssembly SIMD" : "tract in WebAssembly"} on ${on}`;
}

/**
 * A recipe in one line, by its preset's name and by its four choices.
 *
 * @param {RecipeOptions} options
 */
export function recipeLine(options) {
  const choices = [
    options.activation === "pool" ? "activation after the pool" : "activation at the convolution",
    options.bias === "zero" ? "bias set to 0" : "bias kept",
    options.dead === "prune" ? "dead channels pruned too" : "dead channels skipped",
    options.stop === "at-least" ? "stop at a drop of at least X" : "stop at a drop of more than X",
  ];
  return `${presetOf(options) ?? "own"} recipe (${choices.join(", ")})`;
}
