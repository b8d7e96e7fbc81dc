/** A network and its images are opened: the bundle's, or the user's own. */

import { Opening } from "./asks.js";
import { handlers, initial } from "./state.js";
import { opening as view } from "./view.js";
import { wording } from "./wording.js";

export const opening = { initial, handlers, Asks: Opening, views: [view, wording] };
