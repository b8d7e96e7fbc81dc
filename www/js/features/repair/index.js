/** A repair, whatever the defence: started, followed, cancelled, kept for the next visit, handed out. */

import { Repair } from "./asks.js";
import { choice } from "./choice.js";
import { engine } from "./engine.js";
import { files } from "./files.js";
import { form } from "./form.js";
import { progress } from "./progress.js";
import { results } from "./results.js";
import { handlers, initial, reactions } from "./state.js";
import { verdict } from "./verdict.js";

/** @import { View } from "../../app/store.js" */

/** @type {View[]} */
const views = [choice, form, progress, engine, files, results, verdict];

export const repair = { initial, handlers, reactions, Asks: Repair, views };
