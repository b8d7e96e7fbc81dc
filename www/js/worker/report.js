/** @import { ErrorReport, GoodnetError } from "../../pkg/plain/goodnet_web.js" */

/**
 * Anything thrown as what crosses to the page.
 *
 * @param {unknown} thrown
 * @returns {ErrorReport}
 */
export function report(thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (isGoodnetError(error)) return { kind: error.kind, message: error.message, context: error.context };
  return {
    kind: "unexpected",
    message: `goodnet's worker failed: ${error.message}. Reload the page; if it happens again, please report it.`,
    context: { name: error.name },
  };
}

/**
 * @param {Error} error
 * @returns {error is GoodnetError}
 */
function isGoodnetError(error) {
  return error.name === "GoodnetError" && "kind" in error;
}

/**
 * An error that crosses to the page as it is.
 *
 * @param {string} kind
 * @param {string} message
 * @param {Record<string, string>} [context]
 */
export function failure(kind, message, context = {}) {
  return Object.assign(new Error(message), { name: "GoodnetError", kind, context });
}
