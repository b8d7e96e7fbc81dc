/**
 * Times, engines and rows in words.
 *
 * @import { EngineInfo } from "../../client/types.js"
 */

/** What the row of the network that was repaired is called. */
export const AS_IT_CAME = "B, as it came";

/** Why there is no repair while a scan has the workers. */
export const WAITS = "The channels are being asked: the network can be repaired once they have answered.";

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

/** @param {EngineInfo} engine */
export function engineName(engine) {
  const on = engine.workers === 1 ? "one core" : `${engine.workers} cores`;
  if (engine.name === "webgpu") return "WebGPU";
  return `${engine.name === "simd" ? "WebAssembly SIMD" : "tract in WebAssembly"} on ${on}`;
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
