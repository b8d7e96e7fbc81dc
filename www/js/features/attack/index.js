/** The attack: faces with and without the trigger. */

import { Attack } from "./asks.js";
import { handlers, initial, reactions } from "./state.js";
import { attack as view } from "./view.js";

export const attack = { initial, handlers, reactions, Asks: Attack, views: [view] };
