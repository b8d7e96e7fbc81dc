/**
 * The address: it always says what the page shows, and following it, back and forth too, shows that again.
 *
 * @import { App } from "../index.js"
 * @import { Draw, Store } from "../../app/store.js"
 */

import { byId, isEmbedded } from "../../shared/dom.js";
import { linkTo, readLink, sameRepair } from "./link.js";

/**
 * How long a small change waits for the next, in milliseconds: browsers refuse an address that changes with every
 * frame.
 */
const PAUSE = 300;

/**
 * @param {Store} _store
 * @param {App} app
 * @returns {Draw}
 */
export function address(_store, app) {
  const whole = byId("whole-page", HTMLAnchorElement);
  // The way back is that of the page around this one.
  const embedded = isEmbedded();
  /** The link to what is shown; null while what is shown comes from the address itself. @type {string | null} */
  let shown = null;
  /** The timer of a small change that the address does not say yet; 0 when it says all. */
  let waiting = 0;
  const settle = () => {
    if (waiting === 0) return;
    clearTimeout(waiting);
    waiting = 0;
    if (shown !== null) history.replaceState(null, "", shown);
  };
  addEventListener("popstate", () => {
    clearTimeout(waiting);
    waiting = 0;
    shown = null;
    app.opening.link(readLink(location.hash));
  });

  return (state) => {
    const link = linkTo(state);
    if (link === null || link === shown) return;
    whole.href = `./${link}`;
    if (shown !== null && !sameRepair(shown, link) && !embedded) {
      settle();
      history.pushState(null, "", link);
    } else if (waiting === 0 && (shown !== null || location.hash !== "")) {
      waiting = window.setTimeout(settle, PAUSE);
    }
    shown = link;
  };
}
