/**
 * The plot's arithmetic, beside what d3's scales do: an axis that ends with its last channel, and labels that do not
 * touch.
 */

/**
 * Round numbers from 0 to the end of an axis, the end itself always among them.
 *
 * @param {number} end
 * @param {number} most how many intervals there is room for
 * @returns {number[]}
 */
export function ticks(end, most) {
  if (end <= 0) return [0];
  const rough = end / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10));
  const inner = [];
  for (let value = 0; value <= end - step / 2; value += step) inner.push(value);
  if (inner.at(-1) !== end) inner.push(end);
  return inner;
}

/**
 * Moves labels apart: each at least `gap` below the one before, and none below the floor.
 *
 * @param {number[]} places ascending
 * @param {number} gap
 * @param {number} floor
 * @returns {number[]}
 */
export function spread(places, gap, floor) {
  const down = [...places];
  for (let i = 1; i < down.length; i++) down[i] = Math.max(down[i] ?? 0, (down[i - 1] ?? 0) + gap);
  for (let i = down.length - 1, limit = floor; i >= 0; i--, limit -= gap) down[i] = Math.min(down[i] ?? 0, limit);
  return down;
}

/**
 * A place that is kept between two others.
 *
 * @param {number} place
 * @param {number} least
 * @param {number} most
 */
export function within(place, least, most) {
  return Math.max(least, Math.min(place, most));
}
