/** Starts the page: its state, its worker, its chapters. */

import { createApp } from "./app/app.js";
import { Store } from "./app/store.js";
import { Client } from "./client/client.js";
import { whatIsMissing } from "./client/support.js";
import { readLink } from "./features/address/link.js";
import { CHAPTERS } from "./features/index.js";
import { showUnsupported } from "./features/notices/view.js";
import { isEmbedded } from "./shared/dom.js";

const missing = whatIsMissing();
if (missing === null) {
  const store = new Store();
  const app = createApp({ client: new Client(), store, version: isEmbedded() ? null : version() });
  for (const { views } of Object.values(CHAPTERS)) for (const view of views) store.add(view(store, app));
  app.opening.link(readLink(location.hash));
} else {
  showUnsupported(missing);
}

/** What the page is made of: its code and its bundle, by names that change with what is in them. */
function version() {
  const { wasm = "", wasmRelaxed = "", manifest = "" } = document.documentElement.dataset;
  return [wasm, wasmRelaxed, manifest].map((path) => new URL(path, document.baseURI).href);
}
