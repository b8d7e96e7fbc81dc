/** Starts the page: its state, its parts, its worker. */

import { App } from "./app/app.js";
import { Client } from "./client/client.js";
import { readLink } from "./features/address/link.js";
import { Memory } from "./features/repair/result-cache.js";
import { address } from "./features/address/view.js";
import { attack } from "./features/attack/view.js";
import { channels } from "./features/inspector/channel-map.js";
import { curve } from "./features/defences/pruning/curve.js";
import { engine } from "./features/repair/engine.js";
import { inside } from "./features/inspector/channel.js";
import { notices } from "./features/notices/view.js";
import { offline } from "./features/offline/view.js";
import { own } from "./features/user-files/view.js";
import { predict } from "./features/predict/view.js";
import { progress } from "./features/repair/progress.js";
import { results } from "./features/defences/pruning/results.js";
import { scrub } from "./features/defences/pruning/slider.js";
import { settings } from "./features/defences/pruning/settings.js";
import { verdict } from "./features/defences/pruning/verdict-view.js";
import { Store } from "./app/store.js";
import { whatIsMissing } from "./client/support.js";

const store = new Store();
const missing = whatIsMissing();
if (missing === null) {
  // A page inside another one leaves nothing behind in the browser.
  const embedded = document.documentElement.classList.contains("embedded");
  const app = new App(new Client(), store, embedded ? null : new Memory(store, version()));
  const parts = [attack, settings, progress, curve, scrub, channels, inside, engine, results, verdict, predict, own, notices, address];
  for (const part of parts) store.add(part(store, app));
  store.add((state) => app.looking.follow(state));
  if (!embedded) store.add(offline());
  app.opening.link(readLink(location.hash));
} else {
  store.dispatch({ type: "unsupported", reason: missing });
  store.add(notices(store, null));
}

/** What the page is made of: its code and its bundle, by names that change with what is in them. */
function version() {
  const { wasm = "", wasmRelaxed = "", manifest = "" } = document.documentElement.dataset;
  return [wasm, wasmRelaxed, manifest].map((path) => new URL(path, document.baseURI).href);
}
