/** The page opens without a network. */

import { offline as view } from "./view.js";

export const offline = { views: [view] };
