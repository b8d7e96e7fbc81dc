/** What went wrong, and what a screen reader is told. */

import { handlers, initial } from "./state.js";
import { notices as view } from "./view.js";

export const notices = { initial, handlers, views: [view] };
