/**
 * Numbers and sentences, as the page writes them: percentages with two decimals, so that one image more or less of
 * 1,283 shows.
 */

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
