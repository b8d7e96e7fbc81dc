/** What the page cannot do without, probed before anything is loaded. */

/** A module whose only function uses a 128-bit vector: `i32.const 0, i8x16.splat, i8x16.popcnt, drop`. */
const SIMD = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x0a,
  0x0b, 0x01, 0x09, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x62, 0x1a, 0x0b,
]);

/**
 * A module whose only function multiplies and adds in one step: `i32.const 0, i8x16.splat` three times,
 * `f32x4.relaxed_madd, drop`.
 */
const RELAXED = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x0a,
  0x14, 0x01, 0x12, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x85, 0x02,
  0x1a, 0x0b,
]);

/** Whether the faster build of the module runs here. Safari has no relaxed SIMD. */
export function hasRelaxedSimd() {
  return WebAssembly.validate(RELAXED);
}

/** @returns {string | null} a sentence that says what this browser lacks; null when it has everything */
export function whatIsMissing() {
  const lacks = missingPart();
  if (lacks === null) return null;
  return `This browser has no ${lacks}, which goodnet needs to run a network. A current Chrome, Edge, Firefox or Safari has it.`;
}

/** @returns {string | null} */
function missingPart() {
  if (typeof WebAssembly !== "object") return "WebAssembly";
  if (!WebAssembly.validate(SIMD)) return "WebAssembly SIMD";
  if (typeof Worker !== "function" || !readsWorkerType()) return "module workers";
  return null;
}

/** A browser that knows module workers asks for the option `type`; one that does not never looks. */
function readsWorkerType() {
  let asked = false;
  const options = {
    /** @returns {WorkerType} */
    get type() {
      asked = true;
      return "module";
    },
  };
  const script = URL.createObjectURL(new Blob([""], { type: "text/javascript" }));
  try {
    new Worker(script, options).terminate();
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(script);
  }
  return asked;
}
