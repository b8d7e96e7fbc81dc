/**
 * That settings were changed, and the result on the page is another one's now.
 *
 * @import { State } from "../index.js"
 */

/**
 * Tells it to those who do not see it, too.
 *
 * @param {State} before
 * @param {State} after
 * @param {(state: State) => string} outdated a sentence where the result is another one's; else empty
 * @returns {State}
 */
export function settingsChanged(before, after, outdated) {
  const now = outdated(after);
  return now === outdated(before) ? after : { ...after, milestone: now };
}
