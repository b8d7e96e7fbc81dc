/** Starts the page: its state, its parts, its worker. */

import { App } from "./app.js";
import { Client } from "./client.js";
import { readLink } from "./link.js";
import { Memory } from "./memory.js";
import { address } from "./parts/address.js";
import { attack } from "./parts/attack.js";
import { channels } from "./parts/channels.js";
import { curve } from "./parts/curve.js";
import { engine } from "./parts/engine.js";
import { inside } from "./parts/inside.js";
import { notices } from "./parts/notices.js";
import { offline } from "./parts/offline.js";
import { own } from "./parts/own.js";
import { predict } from "./parts/predict.js";
import { progress } from "./parts/progress.js";
import { results } from "./parts/results.js";
import { scrub } from "./parts/scrub.js";
import { settings } from "./parts/settings.js";
import { verdict } from "./parts/verdict.js";
import { Store } from "./store.js";
import { whatIsMissing } from "./support.js";

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
