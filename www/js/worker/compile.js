/** Fetches a WebAssembly module. */

import { failure } from "./report.js";

/**
 * Compiles a module while it arrives, where the server says what it is.
 *
 * @param {string} url
 * @returns {Promise<WebAssembly.Module>} rejects with an error of kind `network`
 */
export async function compile(url) {
  const response = await fetched(url);
  if (response.headers.get("Content-Type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** @param {string} url */
async function fetched(url) {
  let reason;
  try {
    const response = await fetch(url);
    if (response.ok) return response;
    reason = `the server answered ${response.status}`;
  } catch (error) {
    reason = String(/** @type {Error} */ (error).message);
  }
  throw failure("network", `${url} could not be fetched: ${reason}. Check the connection and try again.`, {
    url,
    reason,
  });
}
