// How fast this browser multiplies and adds at best: relaxed SIMD's multiply-add on registers alone.

import binaryen from "binaryen";

/** Sums that do not wait for each other: more than a multiply-add's latency, and as many as registers hold. */
const SUMS = 12;

/** @returns {Uint8Array} a module whose `run(times)` does `times * SUMS` multiply-adds of four numbers */
function loopModule() {
  const sums = Array.from({ length: SUMS }, (_, index) => `$sum${index}`);
  const add = sums.map(
    (sum) => `(local.set ${sum} (f32x4.relaxed_madd (local.get $a) (local.get $b) (local.get ${sum})))`,
  );
  const total = sums.reduce((whole, sum) => `(f32x4.add ${whole} (local.get ${sum}))`, "(v128.const f32x4 0 0 0 0)");
  const module = binaryen.parseText(`(module (func (export "run") (param $times i32) (param $value f32) (result f32)
    (local $a v128) (local $b v128) ${sums.map((sum) => `(local ${sum} v128)`).join(" ")}
    (local.set $a (f32x4.splat (local.get $value)))
    (local.set $b (f32x4.splat (local.get $value)))
    (loop $again
      ${add.join("\n")}
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (f32x4.extract_lane 0 ${total})))`);
  module.setFeatures(binaryen.Features.All);
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

/**
 * @param {import("playwright-core").Page} page
 * @returns {Promise<number>} multiply-accumulates a second, the best of nine turns
 */
export function peak(page) {
  const given = /** @type {const} */ ([[...loopModule()], 4 * SUMS]);
  return page.evaluate(async ([bytes, each]) => {
    const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes));
    const run = /** @type {(times: number, value: number) => number} */ (instance.exports.run);
    const times = 20_000_000;
    let best = 0;
    // The first turns run while V8 still compiles.
    for (let turn = 0; turn < 9; turn++) {
      const began = performance.now();
      run(times, 0.5);
      best = Math.max(best, (each * times) / ((performance.now() - began) / 1000));
    }
    return best;
  }, given);
}
