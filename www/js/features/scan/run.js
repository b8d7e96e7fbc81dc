/**
 * One scan as the page knows it: of which layer, how far it is, what came out.
 *
 * @import { DetectOutcome, DetectorEvent, Face } from "../../client/types.js"
 */

/**
 * @typedef {object} ScanRun
 * @property {number} number tells one scan from the next
 * @property {"running" | "cancelling" | "done" | "cancelled" | "failed"} status
 * @property {string} convolution whose channels are asked
 * @property {{ stage: "features" | "asked", done: number, total: number }} progress
 * @property {DetectOutcome | null} outcome once it is done
 * @property {Face[]} faces photographs of those who got most votes, as far as there are any
 */

/** How much of the time the channels take; the rest is for the images' way to the layer. */
const ASKING = 0.8;

/**
 * @param {number} number
 * @param {string} convolution
 * @returns {ScanRun}
 */
export function startScan(number, convolution) {
  const progress = { stage: /** @type {const} */ ("features"), done: 0, total: 0 };
  return { number, status: "running", convolution, progress, outcome: null, faces: [] };
}

/** @param {Pick<ScanRun, "status"> | null} scan */
export function isScanning(scan) {
  return scan !== null && (scan.status === "running" || scan.status === "cancelling");
}

/**
 * @param {ScanRun} scan
 * @param {DetectorEvent} event
 * @returns {ScanRun}
 */
export function applyEvent(scan, event) {
  if (event.kind === "engine") return scan;
  const { kind: stage, done, total } = event;
  return { ...scan, progress: { stage, done, total } };
}

/**
 * How much of the whole scan is done.
 *
 * @param {Pick<ScanRun, "progress">} scan
 * @returns {number} 0 to 1
 */
export function scanShare({ progress: { stage, done, total } }) {
  const share = total === 0 ? 0 : done / total;
  return stage === "features" ? (1 - ASKING) * share : 1 - ASKING + ASKING * share;
}
