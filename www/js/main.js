/** Starts the page: its state, its parts, its worker. */

import { App } from "./app.js";
import { Client } from "./client.js";
import { attack } from "./parts/attack.js";
import { channels } from "./parts/channels.js";
import { curve } from "./parts/curve.js";
import { engine } from "./parts/engine.js";
import { inside } from "./parts/inside.js";
import { notices } from "./parts/notices.js";
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
  const app = new App(new Client(), store);
  for (const part of [attack, settings, progress, curve, scrub, channels, inside, engine, results, verdict, predict, own, notices]) store.add(part(store, app));
  store.add((state) => app.follow(state));
  app.openBundle();
} else {
  store.dispatch({ type: "unsupported", reason: missing });
  store.add(notices(store, null));
}
