/** The address says what the page shows, and a link shows it again. */

import { address as view } from "./view.js";

export const address = { views: [view] };
