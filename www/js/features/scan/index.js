/** Whether the network itself gives a backdoor away: its channels are asked, with clean images alone. */

import { Scan } from "./asks.js";
import { handlers, initial, reactions } from "./state.js";
import { scan as view } from "./view.js";

export const scan = { initial, handlers, reactions, Asks: Scan, views: [view] };
