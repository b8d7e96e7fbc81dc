/** Pictures that people bring, and what the networks say of each. */

import { Predict } from "./asks.js";
import { handlers, initial, reactions } from "./state.js";
import { predict as view } from "./view.js";

export const predict = { initial, handlers, reactions, Asks: Predict, views: [view] };
